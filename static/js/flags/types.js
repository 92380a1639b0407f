/**
 * Shapes of the views of flags, as in ../types.js: the API's answers, then what the form is made of. Numbers written with
 * digits a double would change are kept as raw JSON, so `number` may be such a value where a definition is meant.
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
 * @typedef {{flags: ListedFlag[], cohorts: Cohort[], groupTypes: string[], taken?: Set<string>}} FlagNames `groupTypes` by index, with gaps; `taken` are the keys of all flags, also of those that are archived or cannot be read
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
 * @typedef {{used_known_properties: boolean, known_properties_missing: boolean, results: {distinct_id: string, person_properties: Record<string, unknown>, evaluations: TriedFlag[]}[]}} PlaygroundAnswer
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
 * @typedef {{type: string, text: string, made: string}} TypedValue what was typed last, for which type, and what the present type made of it
 *
 * @typedef {{key: string, share: string, text: string, original: FlagVariant|null, typed?: TypedValue, wasDefault?: {carrier: FlagForm["carrier"], text: string}}} FormVariant
 *   `text` is the value as it is typed, or the payload of a flag without a declared type; `wasDefault` stands at the variant a default became
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
 * @property {TypedValue} [defaultTyped]
 * @property {FlagForm["type"]} [beforeBoolean] the type that `variants` and the default are of while the flag is boolean
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
