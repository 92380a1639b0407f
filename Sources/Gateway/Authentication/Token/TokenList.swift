/// The tokens of one setting: comma separated, spaces around them ignored, the same one twice counted once.
struct TokenList: Sendable {
    let tokens: [Substring]

    init(_ setting: String?) {
        var tokens: [Substring] = []
        for part in (setting ?? "").split(separator: ",") {
            let token = part.trimmingBlanks()
            if !token.isEmpty, !tokens.contains(token) { tokens.append(token) }
        }
        self.tokens = tokens
    }

    var isEmpty: Bool { tokens.isEmpty }
}

extension Substring {
    /// Without the spaces and tabs at both ends.
    func trimmingBlanks() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
