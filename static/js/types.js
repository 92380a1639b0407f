/**
 * Shapes used by all modules, for JSDoc: first the API's answers (the routes are described in openapi.json), then what the
 * modules hand to each other. No module, so that every name is known everywhere; the browser never loads this file.
 *
 * @typedef {Object} CapturedEvent
 * @property {string} uuid
 * @property {string} timestamp RFC 3339, UTC
 * @property {string} event the event's name
 * @property {string} distinct_id
 * @property {Record<string, unknown>} properties
 * @property {number} [offset_ms] from the first event of the same request
 *
 * @typedef {Object} Person
 * @property {string} person_id
 * @property {string} user_id
 * @property {string|null} email
 * @property {string|null} name
 * @property {string[]} distinct_ids
 * @property {string|null} first_seen
 * @property {string|null} last_seen
 *
 * @typedef {Object} JourneyGroup
 * @property {string|null} request_id
 * @property {number} [session]
 * @property {number} event_count
 * @property {string} start_time
 * @property {string} end_time
 * @property {number} duration_ms
 * @property {CapturedEvent[]} events
 *
 * @typedef {Object} Day
 * @property {string} date YYYY-MM-DD, a day in UTC
 * @property {number} events
 * @property {number} requests
 * @property {number} failed
 * @property {number} errors
 * @property {number} slow
 *
 * @typedef {Object} Activity
 * @property {string} user_id
 * @property {number} period_days
 * @property {number} total_events
 * @property {{total: number, successful: number, failed: number, average_response_time_ms: number|null,
 *   percentiles: {n: number, p50_ms: number|null, p95_ms: number|null, p99_ms: number|null}}} api_requests
 * @property {{total: number, by_type: Record<string, number>}} errors
 * @property {{total: number, by_endpoint: Record<string, {count: number, average_duration_ms: number}>}} slow_requests
 * @property {Record<string, number>} most_used_endpoints
 * @property {CapturedEvent[]} timeline
 * @property {string|null} next_cursor
 * @property {Day[]} per_day
 * @property {string} summary
 * @property {string|null} first_seen
 * @property {string|null} last_seen
 * @property {Person} person
 * @property {{from: string, to: string}} meta
 * @property {{user_id: string, person_id: string, last_seen: string|null}[]} [other_matches]
 *
 * @typedef {Object} Candidate
 * @property {string} user_id
 * @property {string} person_id
 * @property {string|null} email
 * @property {string|null} name
 * @property {string} matched_on distinct_id, email or name
 * @property {string} matched_value
 * @property {string|null} first_seen
 * @property {string|null} last_seen
 *
 * @typedef {Object} ErrorEntry
 * @property {string} uuid
 * @property {string} event
 * @property {string} fingerprint
 * @property {string} timestamp
 * @property {string|null} error_type
 * @property {string|null} error_message
 * @property {string|null} exception_type
 * @property {string|null} endpoint
 * @property {string|null} method
 * @property {number|null} status_code
 * @property {string|null} request_id
 * @property {unknown} traceback text, or a stack as it was sent
 *
 * @typedef {Object} ErrorGroup
 * @property {string} fingerprint
 * @property {string|null} error_type
 * @property {string|null} message
 * @property {string|null} endpoint
 * @property {number} count
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {number} other_users
 *
 * @typedef {Object} SlowRequest
 * @property {string} uuid
 * @property {string} timestamp
 * @property {string|null} endpoint
 * @property {string|null} method
 * @property {number|null} duration_ms
 * @property {unknown} threshold_ms as the event says, so not always a number
 * @property {string|null} request_id
 *
 * @typedef {Object} RequestStory
 * @property {string} request_id
 * @property {number} total_events
 * @property {string} start_time
 * @property {string} end_time
 * @property {number} duration_ms
 * @property {string[]} user_ids
 * @property {CapturedEvent[]} events
 *
 * @typedef {Object} AuditEntry
 * @property {string} id
 * @property {string} timestamp
 * @property {string} actor
 * @property {string} action
 * @property {string|null} target_person_id
 * @property {string|null} target_user_id
 * @property {string|null} request_id
 * @property {string|null} client_address
 * @property {string} outcome
 * @property {string|null} [target_flag_key]
 * @property {number|null} [target_cohort_id]
 * @property {string|null} [reason]
 *
 * @typedef {Object} Session
 * @property {boolean} authenticated
 * @property {string} subject
 * @property {string} method
 * @property {string[]} capabilities
 * @property {boolean} insecure
 * @property {string|null} [expires_at]
 *
 * @typedef {Object} Problem
 * @property {string} title
 * @property {number} status
 * @property {string} detail
 * @property {string|null} requestId
 * @property {number|null} retryAfter whole seconds
 * @property {FieldProblem[]} errors the fields at fault
 *
 * @typedef {{field: string, rule: string, detail: string}} FieldProblem `field` is a path such as `filters.groups[0].variant`
 *
 * @typedef {Object} Sheet what is on the screen, ready for export
 * @property {string} name used for the file's name
 * @property {string[]} columns
 * @property {Record<string, unknown>[]} rows
 *
 * @typedef {{view: "search"|"user"|"request"|"audit"|"flags"|"flag"|"newFlag"|"playground"|"cohorts"|"cohort"|"missing", id: string|null, params: URLSearchParams, url: URL, part?: string}} Place
 *   what an address asks for; `part` of a flag's page
 *
 * @typedef {Object} View
 * @property {string} title
 * @property {Element} element
 * @property {() => void} close
 * @property {(next: Place) => boolean} [update] true when the view could show the new address itself
 * @property {() => void} [focus] where to start, if not at the heading
 * @property {{focus: () => void}} [search] the view's own search box
 *
 * @typedef {Object} Tab what a tab of a user's page is given
 * @property {HTMLElement} holder
 * @property {{user_id?: string, email?: string}} subject
 * @property {number} days
 * @property {URLSearchParams} params
 * @property {Promise<Activity>} activity
 * @property {string} shareID names the user in file names
 * @property {(what: string) => Node} empty
 *
 * @typedef {"error"|"failed"|"slow"|"ok"|"event"} Kind
 * @typedef {{kind: Kind, title: string, note: string, status: number|null, durationMs: number|null}} Description
 * @typedef {{start: string, end: string, groups: JourneyGroup[], requests: number, errors: number, failed: number}} Visit
 * @typedef {{from: string, to: string, ok: number, failed: number, errors: number, events: number, requests: number}} Bucket
 * @typedef {{start: number, end: number, isPoint: boolean}} Span milliseconds from the first event
 * @typedef {Node|string|number|null|undefined|false} Child
 * @typedef {Record<string, string|number|boolean|null|undefined|EventListener>} Attributes
 * @typedef {Record<string, string|number|boolean|null|undefined>} QueryValues empty ones are left out
 */

/**
 * Flags: the API's answers, then what the form is made of. Numbers written with digits a double would change are kept as
 * raw JSON, so `number` may be such a value where a definition is meant.
 *
 * @typedef {Object} FlagProperty
 * @property {string} key of the property; of a flag its number as text
 * @property {string} type person, person_metadata, group, cohort or flag
 * @property {string|null} [operator] exact when absent
 * @property {any} [value]
 * @property {number|null} [group_type_index]
 *
 * @typedef {Object} FlagCondition
 * @property {FlagProperty[]} [properties]
 * @property {any} [rollout_percentage] null for everybody; text while it is typed and is no percentage
 * @property {string|null} [variant]
 * @property {number|null} [aggregation_group_type_index] absent: as the whole flag; null: persons
 *
 * @typedef {{key: string, name?: string|null, rollout_percentage: any} & Record<string, any>} FlagVariant
 *
 * @typedef {Record<string, any> & {groups: FlagCondition[], multivariate?: {variants: FlagVariant[]}|null, payloads?: Record<string, string>}} FlagFilters
 *
 * @typedef {Record<string, any> & {key: string, name: string, active: boolean, filters: FlagFilters, tags: string[]}} FlagDefinition
 *   what people set of a flag
 *
 * @typedef {FlagDefinition & {id: number, archived: boolean, version: number, created_at: string, updated_at: string, last_called_at?: string|null}} Flag
 * @typedef {{flag: Flag, openfeature: {type: string, defaultValue: unknown}, etag: string}} StoredFlag
 * @typedef {Flag & {type: string, evaluations: number, stale: string|null}} ListedFlag
 * @typedef {{key: string, id: number|null, version: number|null, archived: boolean, field: string, rule: string, detail: string}} MalformedFlag
 * @typedef {{malformed: MalformedFlag & {definition?: unknown}, etag: string}} UnreadableFlag `definition` is text where it is no JSON
 * @typedef {{flags: ListedFlag[], malformed: MalformedFlag[], total: number, next_offset: number|null}} FlagList
 * @typedef {{key: string, count: number, first_seen: string, last_seen: string, nearest: string|null}} UnknownKey
 * @typedef {FlagProperty & {negation?: boolean, values?: undefined}} CohortProperty
 * @typedef {CohortProperty|CohortGroup} CohortValue
 * @typedef {{type: "AND"|"OR", values: CohortValue[]}} CohortGroup
 * @typedef {{id: number, name: string, description: string, is_static: boolean, filters: {properties: CohortGroup}, version: number, count: number|null, created_at: string, updated_at: string}} Cohort
 * @typedef {{id: number, name: string, version: number|null, field: string, rule: string, detail: string}} MalformedCohort
 * @typedef {{cohorts: Cohort[], malformed: MalformedCohort[], total: number}} CohortList
 * @typedef {{cohort: Cohort, etag: string}} StoredCohort
 * @typedef {{name: string, description: string, isStatic: boolean, definition: CohortGroup}} CohortSettings what people set
 * @typedef {CohortSettings} CohortForm
 * @typedef {{flags: ListedFlag[], cohorts: Cohort[]}} CohortUsers
 * @typedef {{group_type: string, group_type_index: number}} GroupType
 * @typedef {{flags: ListedFlag[], cohorts: Cohort[], groupTypes: string[]}} FlagNames `groupTypes` by index, with gaps
 * @typedef {{flags?: Map<string, string>, cohorts?: Map<string, string>, groupTypes?: string[], flagLevel?: number|null}} SentenceNames flags and cohorts by id; `flagLevel` is by whom the whole flag is counted
 * @typedef {{path: string, old?: any, new?: any}} FieldChange a side that was absent has no member
 * @typedef {{id: number, key: string, version: number, action: string, actor: string, time: string, reason: string|null, diff: FieldChange[]}} FlagHistoryEntry
 *
 * @typedef {Object} Affected
 * @property {number} days
 * @property {number} users seen in the window
 * @property {number} evaluated
 * @property {number} unknown left out, because which static cohorts they are in was not told
 * @property {boolean} complete
 * @property {number} changed
 * @property {number} changed_with_errors
 * @property {{outcome: string, count: number}[]} before
 * @property {{outcome: string, count: number}[]} after
 * @property {{from: string, to: string, count: number, examples: {user_id: string, had_errors: boolean}[]}[]} transitions
 *
 * @typedef {{key: string, type: string, operator: string, expected?: unknown, actual?: unknown, matched: boolean}} TracedProperty
 * @typedef {{index: number, outcome: string, identifier?: string|null, rollout_percentage: number, rollout_hash?: number|null, properties: TracedProperty[]}} TracedCondition
 * @typedef {{key: string, enabled: boolean, variant: string|null, payload: unknown, reason: {code: string, condition_index: number|null, description: string}, error: string|null, variant_hash?: number|null, conditions: TracedCondition[]}} TriedFlag
 * @typedef {{used_known_properties: boolean, results: {distinct_id: string, person_properties: Record<string, unknown>, evaluations: TriedFlag[]}[]}} PlaygroundAnswer
 *
 * @typedef {Object} UserFlag
 * @property {string} key
 * @property {string|boolean|null} response
 * @property {string|null} reason
 * @property {number|null} version
 * @property {number} calls
 * @property {number} events
 * @property {string|null} first_seen
 * @property {string|null} last_seen
 * @property {boolean} exists
 * @property {{enabled: boolean, variant: string|null, reason: {code: string, condition_index: number|null, description: string}}|null} current
 *
 * @typedef {{key: string, share: string, text: string, original: FlagVariant|null}} FormVariant
 *   `text` is the value as it is typed, or the payload of a flag without a declared type
 *
 * @typedef {Object} FlagForm
 * @property {boolean} isNew
 * @property {any} original the definition it was made from
 * @property {string} key
 * @property {string} description
 * @property {string} displayName OpenFeature's; "" for none
 * @property {boolean} active
 * @property {"boolean"|"string"|"integer"|"float"|"object"|"multivariate"} type
 * @property {boolean} defaultOn of a boolean
 * @property {string} payload of a boolean; "" for none
 * @property {string|null} defaultVariant the variant whose value is the default
 * @property {string} defaultText the default when it is no variant's
 * @property {FormVariant[]} variants
 * @property {{variant: FlagVariant, index: number}|null} carrier the variant that carries the default
 * @property {FlagCondition[]} groups
 * @property {string[]} tags
 * @property {string} runtime
 * @property {string[]} contexts
 * @property {string} bucketing
 * @property {boolean} continuity
 * @property {boolean} isRemoteConfiguration
 * @property {Record<string, any>} restFilters members of `filters` the form does not show, and the plain ones it does
 */

/**
 * @template T
 * @typedef {{rows: T[], total: number|null, next: string|null}} Page
 */

/**
 * @template T
 * @typedef {Object} FeedOptions
 * @property {HTMLElement} holder
 * @property {string} what one row, in the singular
 * @property {string} [many] its plural, when it is not formed with an s
 * @property {string} path
 * @property {(cursor: string|null) => QueryValues} query
 * @property {(body: any) => Page<T>} read
 * @property {(known: T[], page: T[]) => T[]} [merge] without it a page is added at the end
 * @property {(rows: T[]) => Node} render the whole list
 * @property {() => Node} empty
 * @property {(rows: T[]) => Sheet} sheet
 * @property {Node[]} [filters]
 * @property {(rows: T[]) => string} [note] a sentence about what is not shown
 * @property {boolean} [canFollow]
 * @property {boolean} [hasProblems] whether some rows are errors
 * @property {(body: any) => void} [onPage]
 */
