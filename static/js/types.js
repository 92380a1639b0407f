/**
 * Shapes used by all modules, for JSDoc: first the API's answers (the routes are described in openapi.json), then what the
 * modules hand to each other; those of flags are in flags/types.js. No modules, so that every name is known everywhere; the
 * browser never loads these files.
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
 * @property {string|null} [user_id] whose own activity this sign-in may see
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
 * @property {() => boolean} [mayReturn] whether it can be shown again as it was left
 * @property {() => void} [focus] where to start, if not at the heading
 * @property {{focus: () => void}} [search] the view's own search box
 *
 * @typedef {{view: View, title: string, focused: Element|null}} Waiting a view that was left and can be shown again
 *
 * @typedef {Object} Routes
 * @property {(place: Place, entry: number|null) => void} show `entry` of the history when the reader comes back to it
 * @property {(entry: number) => void} leave
 *
 * @typedef {Object} Tab what a tab of a user's page is given
 * @property {HTMLElement} holder
 * @property {{user_id?: string, email?: string}} subject
 * @property {number} days
 * @property {URLSearchParams} params
 * @property {Promise<Activity>} activity
 * @property {() => string} fileID names the user in file names
 * @property {(what: string, reach?: number) => Node} empty `reach` in days, when it is not that of the figures
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
 * @property {(rows: T[]) => string} [found] what of the rows is shown, when it is not all of them
 * @property {(rows: T[]) => string} [note] a sentence about what is not shown
 * @property {boolean} [canFollow]
 * @property {boolean} [hasProblems] whether some rows are errors
 * @property {(body: any) => void} [onPage]
 */
