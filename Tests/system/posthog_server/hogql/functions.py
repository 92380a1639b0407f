"""Which functions HogQL knows, with how many arguments, and what they are called in ClickHouse.

Names are case-sensitive unless listed in `IGNORING_CASE`. A name of ClickHouse that is not here is refused.
"""

from dataclasses import dataclass

from posthog_server.hogql import types


@dataclass(frozen=True)
class Function:
    """`clickhouse` is a name, or a pattern with `{0}`, `{1}` for the arguments; `most` is None for any number."""

    clickhouse: str
    least: int
    most: int | None
    is_aggregate: bool = False
    zoned: bool = False


def _table(text: str, is_aggregate: bool = False) -> dict[str, Function]:
    """One line per number of arguments: `least-most: name name=other_name …`."""
    functions = {}
    for line in text.strip().splitlines():
        numbers, names = line.strip().split(":", 1)
        least, most = numbers.split("-")
        for entry in names.split():
            name, _, renamed = entry.partition("=")
            functions[name] = Function(renamed or name, int(least), int(most) if most else None, is_aggregate)
    return functions


_PLAIN = _table(
    """
    0-0: today current_date=today yesterday pi e generateUUIDv4 rowNumberInBlock rowNumberInAllBlocks rand
    0-0: rand64
    1-1: abs sqrt exp exp2 exp10 log=log ln=log log2 log10 cbrt erf sin cos tan asin acos atan sinh cosh tanh
    1-1: sign negate degrees radians not isNaN isFinite isInfinite bitNot toBool toTypeName cityHash64 sipHash64
    1-1: murmurHash3_64 xxHash64 MD5 SHA1 SHA224 SHA256 SHA512 hex unhex toJSONString UUIDStringToNum
    1-1: UUIDNumToString isnull=isNull isNotNull assumeNotNull toNullable toFloatOrZero=toFloat64OrZero
    1-1: toIntOrZero=toInt64OrZero toYear toQuarter toMonth toDayOfYear toDayOfMonth toHour toMinute toSecond
    1-1: toUnixTimestamp64Milli fromUnixTimestamp64Milli toStartOfYear toStartOfISOYear toStartOfQuarter
    1-1: toStartOfMonth toLastDayOfMonth toMonday toStartOfHour toStartOfMinute toStartOfSecond
    1-1: toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toTime toISOYear toISOWeek timeSlot
    1-1: toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss monthName fromUnixTimestamp timeZoneOf timeZoneOffset
    1-1: toIntervalSecond toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth
    1-1: toIntervalQuarter toIntervalYear lower upper lowerUTF8 upperUTF8 lengthUTF8 isValidUTF8 toValidUTF8
    1-1: reverseUTF8 base58Encode base58Decode tryBase58Decode base64Encode base64Decode tryBase64Decode
    1-1: encodeXMLComponent decodeXMLComponent extractTextFromHTML ascii regexpQuoteMeta tokens initcap empty
    1-1: notEmpty isEmpty=empty isNotEmpty=notEmpty length reverse arrayEnumerate arrayPopBack arrayPopFront
    1-1: arrayJoin arrayDifference arrayDistinct arrayEnumerateDense arrayReverse arrayFlatten arrayCompact
    1-1: arrayProduct isValidJSON mapKeys mapValues domain protocol domainWithoutWWW topLevelDomain path
    1-1: pathFull queryString fragment cutQueryString cutFragment decodeURLComponent encodeURLComponent
    1-1: IPv4NumToString IPv4StringToNum toIPv4=toIPv4OrNull toIPv6=toIPv6OrNull formatReadableSize
    1-1: formatReadableQuantity bitCount factorial toModifiedJulianDay=toModifiedJulianDayOrNull
    1-2: round floor ceil trunc truncate=trunc roundBankers toUnixTimestamp toString toStartOfWeek toStartOfDay
    1-2: toLastDayOfWeek ltrim=trimLeft trimLeft rtrim=trimRight trimRight btrim=trim trim splitByWhitespace
    1-2: splitByNonAlpha alphaTokens arrayMin arrayMax arraySum arrayAvg arrayStringConcat
    1-2: toFloatOrDefault=toFloat64OrDefault
    1-3: toDayOfWeek toWeek toYearWeek range JSONExtractKeysAndValues formatReadableTimeDelta
    1-: JSONHas JSONLength JSONArrayLength JSONType JSONExtractUInt JSONExtractInt JSONExtractFloat
    1-: JSONExtractBool JSONExtractString JSONExtractKey JSONExtractKeys JSONExtractRaw JSONExtractArrayRaw
    1-: JSONExtractKeysAndValuesRaw coalesce arrayCount arraySort arrayReverseSort arrayUniq arrayIntersect
    1-: arrayExists arrayAll arrayCumSum tuple
    0-: array map
    2-2: equals notEquals less greater lessOrEquals greaterOrEquals plus minus multiply divide modulo intDiv
    2-2: intDivOrZero gcd lcm pow power=pow atan2 hypot bitAnd bitOr bitXor bitShiftLeft bitShiftRight
    2-2: ifnull=ifNull ifNull nullif=nullIf nullIf left=leftUTF8 right=rightUTF8 appendTrailingCharIfAbsent
    2-2: endsWith startsWith match like ilike notLike notILike extract extractAll extractAllGroups
    2-2: extractAllGroupsHorizontal extractAllGroupsVertical extractGroups countMatches
    2-2: countMatchesCaseInsensitive hasSubsequence hasToken hasTokenCaseInsensitive hasTokenOrNull
    2-2: multiSearchAny multiSearchAnyCaseInsensitive multiSearchFirstIndex multiSearchFirstPosition
    2-2: multiSearchAllPositions multiMatchAny multiMatchAnyIndex ngrams ngramDistance ngramSearch repeat
    2-2: addYears addMonths addWeeks addDays addHours addMinutes addSeconds addQuarters subtractYears
    2-2: subtractMonths subtractWeeks subtractDays subtractHours subtractMinutes subtractSeconds
    2-2: subtractQuarters timeStampAdd timeStampSub dateName toUUIDOrDefault arrayElement has hasAll hasAny
    2-2: hasSubstr indexOf countEqual arrayPushBack arrayPushFront arrayAUC arrayWithConstant arrayRotateLeft
    2-2: arrayRotateRight tupleElement in notIn mapContains mapFromArrays cutURLParameter extractURLParameter
    2-3: leftPad rightPad leftPadUTF8 rightPadUTF8 position positionCaseInsensitive positionUTF8 locate
    2-3: countSubstrings positionCaseInsensitiveUTF8 countSubstringsCaseInsensitive regexpExtract splitByChar
    2-3: splitByString splitByRegexp toStartOfInterval dateAdd dateSub date_trunc=dateTrunc dateTrunc
    2-3: arrayResize arraySlice timeSlots formatDateTime to_char=formatDateTime
    2-: and or xor concatWithSeparator format arrayConcat arrayMap arrayFilter arrayZip arrayFill arraySplit
    2-: arrayFirst arrayLast arrayFirstIndex arrayLastIndex arrayEnumerateUniq JSONExtract JSON_VALUE greatest
    2-: least
    3-: arrayFold multiIf
    3-3: if substring substringUTF8 convertCharset replace replaceAll replaceOne replaceRegexpAll
    3-3: replaceRegexpOne translate translateUTF8 lpad rpad dateDiff date_diff=dateDiff age make_date=makeDate
    3-4: transform
    """
)

_AGGREGATES = _table(
    """
    0-1: count countState
    1-1: min max sum avg any anyLast anyHeavy stddevPop stddevSamp varPop varSamp groupArray
    1-1: array_agg=groupArray groupUniqArray groupUniqArrayArray topK sumWithOverflow skewSamp skewPop kurtSamp
    1-1: kurtPop median medianExact medianTiming medianTDigest quantile quantiles quantileExact quantileTiming
    1-1: quantileTDigest countDistinct uniqState uniqMerge sumState sumMerge avgState avgMerge countMerge
    1-1: groupBitAnd groupBitOr groupBitXor groupBitmap groupArraySample deltaSum minOrNull maxOrNull avgOrNull
    1-1: sumOrNull sumForEach minForEach maxForEach first_value last_value
    1-2: countIf countDistinctIf sumMap minMap maxMap
    1-: uniq uniqExact uniqHLL12 uniqTheta
    2-2: minIf maxIf sumIf avgIf anyIf anyLastIf stddevPopIf stddevSampIf varPopIf varSampIf covarPop covarSamp
    2-2: corr argMin argMax argMinState argMaxState avgWeighted groupArrayIf groupUniqArrayIf groupArrayInsertAt
    2-2: medianIf quantileIf quantilesIf quantileExactIf groupArraySampleIf maxOrNullIf minOrNullIf avgOrNullIf
    2-2: sumOrNullIf deltaSumTimestamp simpleLinearRegression
    2-: uniqIf uniqExactIf
    3-3: argMinIf argMaxIf avgWeightedIf
    """,
    is_aggregate=True,
)

_WINDOW = _table(
    """
    0-0: row_number rank dense_rank percent_rank
    1-1: ntile
    1-3: lag lead lagInFrame leadInFrame
    2-2: nth_value
    """
)

#: A cast that gives null where the value does not fit.
_PATTERNS = {
    "toInt": Function("accurateCastOrNull({0}, 'Int64')", 1, 1),
    "toFloat": Function("accurateCastOrNull({0}, 'Float64')", 1, 1),
    "toUUID": Function("accurateCastOrNull({0}, 'UUID')", 1, 1),
    "toNullableString": Function("accurateCastOrNull({0}, 'Nullable(String)')", 1, 1),
    "toDecimal": Function("accurateCastOrNull({0}, concat('Decimal64(', toString({1}), ')'))", 2, 2),
    "json_agg": Function("toJSONString(groupArray({0}))", 1, 1, is_aggregate=True),
    "string_agg": Function("arrayStringConcat(groupArray({0}), {1})", 2, 2, is_aggregate=True),
    "every": Function("toBool(min({0}))", 1, 1, is_aggregate=True),
    "_toInt64": Function("toInt64", 1, 1),
    "_toUInt64": Function("toUInt64", 1, 1),
    "_toDate": Function("toDate", 1, 1),
    "parseDateTime": Function("parseDateTimeOrNull", 2, 3, zoned=True),
    "parseDateTimeBestEffort": Function("parseDateTime64BestEffortOrNull({0}, 6)", 1, 2, zoned=True),
    "toDateTime64": Function("toDateTime64", 1, 3, zoned=True),
    "toTimeZone": Function("toTimeZone", 1, 2, zoned=True),
    "UUIDv7ToDateTime": Function("UUIDv7ToDateTime", 1, 1, zoned=True),
    "now": Function("now64(6)", 0, 1, zoned=True),
    "current_timestamp": Function("now64(6)", 0, 0, zoned=True),
    "toDateTime": Function("toDateTime", 1, 2, zoned=True),
    "toDate": Function("toDate", 1, 1),
    "to_date": Function("toDate", 1, 1),
    "concat": Function("concat", 2, None),
}

FUNCTIONS: dict[str, Function] = _PLAIN | _AGGREGATES | _WINDOW | _PATTERNS

_IGNORING_CASE = """
    abs sqrt exp ln log sin cos tan pow power round floor ceil count min max sum avg now lower upper concat substring
    position extract replace trim btrim length reverse ascii coalesce ifnull nullif isnull if and or not
"""
IGNORING_CASE = set(_IGNORING_CASE.split())

_BY_LOWER_CASE = {name.lower(): function for name, function in FUNCTIONS.items() if name.lower() in IGNORING_CASE}

#: The type of the result, where the translation has to know it.
RESULT_TYPES = (
    dict.fromkeys(["now", "toDateTime", "toDateTime64", "parseDateTimeBestEffort", "parseDateTime"], types.DATETIME)
    | dict.fromkeys(["toStartOfDay", "toStartOfHour", "toStartOfMinute", "toStartOfSecond"], types.DATETIME)
    | dict.fromkeys(["toStartOfFiveMinutes", "toStartOfTenMinutes", "toStartOfFifteenMinutes"], types.DATETIME)
    | dict.fromkeys(["fromUnixTimestamp", "fromUnixTimestamp64Milli", "UUIDv7ToDateTime"], types.DATETIME)
    | dict.fromkeys(["toStartOfInterval", "current_timestamp", "toTimeZone"], types.DATETIME)
    | dict.fromkeys(["today", "yesterday", "current_date", "toDate", "to_date", "toMonday"], types.DATE)
    | dict.fromkeys(["toStartOfWeek", "toStartOfMonth", "toStartOfQuarter", "toStartOfYear"], types.DATE)
    | dict.fromkeys(
        ["count", "countIf", "uniq", "uniqExact", "uniqIf", "toInt", "toIntOrZero", "length"], types.INTEGER
    )
    | dict.fromkeys(["dateDiff", "toUnixTimestamp", "toUnixTimestamp64Milli"], types.INTEGER)
    | dict.fromkeys(["toFloat", "toFloatOrZero", "avg", "quantile", "median"], types.FLOAT)
    | dict.fromkeys(["toString", "concat", "lower", "upper", "JSONExtractString", "formatDateTime"], types.STRING)
)

#: Their result has the type of the argument at this place.
SAME_TYPE_AS = (
    dict.fromkeys(["min", "max", "any", "anyLast", "argMin", "argMax", "minIf", "maxIf", "anyIf"], 0)
    | dict.fromkeys(["argMinIf", "argMaxIf", "coalesce", "ifNull", "ifnull", "nullIf", "nullif", "assumeNotNull"], 0)
    | dict.fromkeys(["toNullable", "greatest", "least", "addDays", "addHours", "addMinutes", "addSeconds"], 0)
    | dict.fromkeys(["subtractDays", "subtractHours", "subtractMinutes", "subtractSeconds", "plus", "minus"], 0)
    | dict.fromkeys(["addWeeks", "addMonths", "subtractWeeks", "subtractMonths"], 0)
    | dict.fromkeys(["lag", "lead", "lagInFrame", "leadInFrame", "first_value", "last_value"], 0)
    | {"if": 1}
)


def find(name: str) -> Function | None:
    return FUNCTIONS.get(name) or _BY_LOWER_CASE.get(name.lower())
