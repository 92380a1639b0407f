/// A metric's name and labels, as Prometheus identifies it.
struct MetricKey: Hashable, Comparable, CustomStringConvertible {
    let name: String
    /// `method="GET",status="200"`, escaped; empty without labels.
    let labels: String

    init(_ label: String, _ dimensions: [(String, String)]) {
        name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        labels = dimensions.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.joined(separator: ",")
    }

    var description: String { labels.isEmpty ? name : "\(name){\(labels)}" }

    /// The same metric with another name ending and one more label.
    func series(_ suffix: String, adding label: String? = nil) -> String {
        let all = [labels, label ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? name + suffix : "\(name)\(suffix){\(all)}"
    }

    static func < (left: MetricKey, right: MetricKey) -> Bool {
        (left.name, left.labels) < (right.name, right.labels)
    }

    private static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
