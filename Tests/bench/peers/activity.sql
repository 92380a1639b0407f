-- One person's activity as JSON, for the sqlite3 shell: the same fields as /api/analytics/user/activity, without
-- the sentence, the cursor and the person's own properties. Every count is one scan of the person's rows, which lie
-- together; a shared temporary table of them was slower. @USER@ and @DAYS@ are replaced before the script is sent.
WITH
who AS MATERIALIZED (
    SELECT person_id, now, now - @DAYS@ * 86400000000 AS start,
        EXISTS (SELECT 1 FROM event_names WHERE name = 'slow_request') AS names_slow
    FROM distinct_ids, (SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) AS now)
    WHERE distinct_id = '@USER@'
),
seen AS NOT MATERIALIZED (
    SELECT events.*, event = 'api_request' AS is_request,
        iif(names_slow, event = 'slow_request', event = 'api_request' AND duration_ms > 1000) AS is_slow
    FROM who
        CROSS JOIN distinct_ids ON distinct_ids.person_id = who.person_id
        CROSS JOIN events ON distinct_key = distinct_ids.id AND timestamp BETWEEN start AND now
),
totals AS MATERIALIZED (
    SELECT count(*) AS events, count(*) FILTER (WHERE is_request) AS requests,
        count(*) FILTER (WHERE is_request AND status_code >= 400) AS failed,
        avg(duration_ms) FILTER (WHERE is_request) AS average,
        count(duration_ms) FILTER (WHERE is_request) AS timed,
        count(error_type) AS errors, count(*) FILTER (WHERE is_slow) AS slow
    FROM seen
),
-- Read by position: the rows of a materialized table keep the order they were made in.
durations AS MATERIALIZED (
    SELECT duration_ms FROM seen WHERE is_request AND duration_ms IS NOT NULL ORDER BY duration_ms
),
error_types AS (
    SELECT error_type, count(*) AS n FROM seen WHERE error_type IS NOT NULL GROUP BY error_type ORDER BY n DESC
),
slow_endpoints AS (
    SELECT endpoint, count(*) AS n, avg(duration_ms) AS average
    FROM seen WHERE is_slow AND endpoint IS NOT NULL GROUP BY endpoint ORDER BY n DESC
),
used_endpoints AS (
    SELECT endpoint, count(*) AS n
    FROM seen WHERE is_request AND endpoint IS NOT NULL GROUP BY endpoint ORDER BY n DESC, endpoint LIMIT 10
),
calendar (day, last) AS (
    SELECT start / 86400000000, now / 86400000000 FROM who
    UNION ALL SELECT day + 1, last FROM calendar WHERE day < last
),
counted AS MATERIALIZED (
    SELECT timestamp / 86400000000 AS day, count(*) AS events, count(*) FILTER (WHERE is_request) AS requests,
        count(*) FILTER (WHERE is_request AND status_code >= 400) AS failed, count(error_type) AS errors,
        count(*) FILTER (WHERE is_slow) AS slow
    FROM seen GROUP BY 1
),
newest AS MATERIALIZED (
    SELECT timestamp, uuid, event, distinct_key, body_id FROM seen ORDER BY timestamp DESC, uuid DESC LIMIT 100
)
SELECT json_object(
    'user_id', '@USER@',
    'period_days', @DAYS@,
    'first_seen', (
        SELECT strftime('%Y-%m-%dT%H:%M:%S', first_seen / 1000000, 'unixepoch') ||
            iif(first_seen % 1000000, printf('.%03d', first_seen / 1000 % 1000), '') || 'Z'
        FROM person_activity JOIN who USING (person_id)),
    'last_seen', (
        SELECT strftime('%Y-%m-%dT%H:%M:%S', last_seen / 1000000, 'unixepoch') ||
            iif(last_seen % 1000000, printf('.%03d', last_seen / 1000 % 1000), '') || 'Z'
        FROM person_activity JOIN who USING (person_id)),
    'total_events', events,
    'api_requests', json_object(
        'total', requests,
        'successful', requests - failed,
        'failed', failed,
        'average_response_time_ms', round(average, 1),
        'percentiles', json_object(
            'n', timed,
            'p50_ms', iif(timed < 20, NULL, (
                SELECT round(duration_ms, 1) FROM durations
                LIMIT 1 OFFSET (SELECT (timed * 50 + 99) / 100 - 1 FROM totals))),
            'p95_ms', iif(timed < 20, NULL, (
                SELECT round(duration_ms, 1) FROM durations
                LIMIT 1 OFFSET (SELECT (timed * 95 + 99) / 100 - 1 FROM totals))),
            'p99_ms', iif(timed < 20, NULL, (
                SELECT round(duration_ms, 1) FROM durations
                LIMIT 1 OFFSET (SELECT (timed * 99 + 99) / 100 - 1 FROM totals))))),
    'errors', json_object(
        'total', errors,
        'by_type', (SELECT json_group_object(error_type, n) FROM error_types)),
    'slow_requests', json_object(
        'total', slow,
        'by_endpoint', (
            SELECT json_group_object(endpoint, json_object('count', n, 'average_duration_ms', round(average, 1)))
            FROM slow_endpoints)),
    'most_used_endpoints', (SELECT json_group_object(endpoint, n) FROM used_endpoints),
    'per_day', (
        SELECT json_group_array(json_object(
            'date', date(calendar.day * 86400, 'unixepoch'), 'events', ifnull(counted.events, 0),
            'requests', ifnull(counted.requests, 0), 'failed', ifnull(counted.failed, 0),
            'errors', ifnull(counted.errors, 0), 'slow', ifnull(counted.slow, 0)))
        FROM calendar LEFT JOIN counted USING (day)),
    'timeline', (
        SELECT json_group_array(json_object(
            'uuid', printf('%s-%s-%s-%s-%s', substr(digits, 1, 8), substr(digits, 9, 4), substr(digits, 13, 4),
                substr(digits, 17, 4), substr(digits, 21)),
            'timestamp', strftime('%Y-%m-%dT%H:%M:%S', newest.timestamp / 1000000, 'unixepoch') ||
                iif(newest.timestamp % 1000000, printf('.%03d', newest.timestamp / 1000 % 1000), '') || 'Z',
            'event', event, 'distinct_id', distinct_id, 'properties', json(properties)))
        FROM (SELECT *, lower(hex(uuid)) AS digits FROM newest) AS newest
            JOIN event_bodies ON event_bodies.id = body_id
            JOIN distinct_ids ON distinct_ids.id = newest.distinct_key))
FROM totals;
