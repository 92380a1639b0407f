// JSONObject is a type of that module: whoever has a JSON value can use its members without a second import.
@_exported public import OrderedCollections

/// The members of a JSON object in the order they were written.
public typealias JSONObject = OrderedDictionary<String, JSON>

/// A JSON value that keeps 10 and 10.0 apart.
///
/// A number without fraction and exponent that fits 64 bits is an ``integer(_:)``, every other number is a
/// ``double(_:)``; the two never compare equal, and a double keeps its fraction when it is written (DESIGN §4.2).
/// Strings and keys compare as Swift strings do, by canonical equivalence, and objects are equal when the order of
/// their members is too.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}
