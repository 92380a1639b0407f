/// Whom or what a fact is about: a distinct id, or the type and key of a group.
///
/// Equal only when the bytes are: distinct ids that Swift calls equal may be different persons.
struct FactSubject: Sendable, Hashable {
    let text: String
    /// A group's type; nil for a person.
    let groupType: String?

    init(distinctID: String) {
        text = distinctID
        groupType = nil
    }

    init(groupType: String, key: String) {
        text = key
        self.groupType = groupType
    }

    static func == (left: FactSubject, right: FactSubject) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
            && (left.groupType == nil) == (right.groupType == nil)
            && (left.groupType ?? "").utf8.elementsEqual((right.groupType ?? "").utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(groupType == nil)
    }
}
