import JSON

/// One line of standard input: `{"case":"…"}` asks for the outcomes; with `"seconds"` it asks for the time of one flag,
/// of all flags evaluated together or of the one named by `"key"`.
struct EvaluatorQuestion {
    enum Wants {
        case answers
        case time(key: String?, seconds: Double)
    }

    let name: String
    let wants: Wants

    init(_ json: JSON) throws {
        guard let members = json.objectValue, let name = members["case"]?.stringValue else {
            throw EvaluatorError("a question names its case")
        }
        self.name = name
        switch members["seconds"] {
        case nil: wants = .answers
        case .integer(let seconds)?: wants = .time(key: members["key"]?.stringValue, seconds: Double(seconds))
        case .double(let seconds)?: wants = .time(key: members["key"]?.stringValue, seconds: seconds)
        default: throw EvaluatorError("seconds has to be a number")
        }
    }
}
