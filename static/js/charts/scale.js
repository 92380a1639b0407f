/** Numbers behind the charts. Pure. */

/**
 * A round upper bound of an axis and its ticks, for counts: every tick is a whole number.
 * @param {number} highest
 * @returns {{top: number, ticks: number[]}}
 */
export function niceTicks(highest) {
    if (!(highest > 0)) return { top: 1, ticks: [0, 1] };
    const rough = highest / 4;
    const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
    const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
    const top = Math.ceil(highest / step) * step;
    return { top, ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step) };
}

/**
 * Days as at most `limit` bars; when there are more days than that, each bar is a week or more.
 * @param {Day[]} days in time order
 * @param {number} limit
 * @returns {{size: number, buckets: Bucket[]}} `size` in days
 */
export function bucketDays(days, limit) {
    const size = days.length <= limit ? 1 : Math.max(7, Math.ceil(days.length / limit));
    /** @type {Bucket[]} */
    const buckets = [];
    // Counted from the newest day, so that the last bar is whole and the first may be short.
    for (let end = days.length; end > 0; end -= size) {
        const part = days.slice(Math.max(0, end - size), end);
        const sum = (pick) => part.reduce((total, day) => total + pick(day), 0);
        const requests = sum((day) => day.requests);
        const failed = sum((day) => day.failed);
        buckets.unshift({
            from: part[0].date,
            to: part[part.length - 1].date,
            ok: Math.max(0, requests - failed),
            failed,
            errors: sum((day) => day.errors),
            events: sum((day) => day.events),
            requests,
        });
    }
    return { size, buckets };
}

/**
 * @param {{offsetMs: number, durationMs: number|null}[]} events
 * @returns {{from: number, to: number, spans: Span[]}}
 *   An event is recorded when its work is done, so its bar ends at its offset and reaches back by its duration.
 */
export function waterfallSpans(events) {
    const spans = events.map(({ offsetMs, durationMs }) => ({
        start: durationMs !== null && durationMs > 0 ? offsetMs - durationMs : offsetMs,
        end: offsetMs,
        isPoint: !(durationMs !== null && durationMs > 0),
    }));
    const from = spans.reduce((lowest, span) => Math.min(lowest, span.start), 0);
    const to = spans.reduce((highest, span) => Math.max(highest, span.end), from + 1);
    return { from, to, spans };
}

/**
 * Where on a track of 100 % a span lies; never thinner than can be seen.
 * @param {Span} span
 * @param {number} from
 * @param {number} to
 */
export function placeOnTrack(span, from, to) {
    const whole = to - from;
    const width = Math.max(0.6, ((span.end - span.start) / whole) * 100);
    const x = Math.min(100 - width, Math.max(0, ((span.start - from) / whole) * 100));
    return { x, width };
}
