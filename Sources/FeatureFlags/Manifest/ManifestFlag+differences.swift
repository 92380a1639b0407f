import JSON

extension ManifestFlag {
    /// What differs between two flags to the OpenFeature CLI: `flagType`, `defaultValue` and `description`, as the
    /// manifest file names them (flag systems §4c, trap 1).
    /// - Parameter other: the flag as it is now.
    public func changes(from other: ManifestFlag) -> [FieldChange] {
        var changes: [FieldChange] = []
        if type != other.type {
            changes.append(
                FieldChange(path: "flagType", old: .string(other.type.rawValue), new: .string(type.rawValue)))
        }
        if !defaultValue.isSame(as: other.defaultValue) {
            changes.append(FieldChange(path: "defaultValue", old: other.defaultValue, new: defaultValue))
        }
        if !description.utf8.elementsEqual(other.description.utf8) {
            changes.append(
                FieldChange(path: "description", old: .string(other.description), new: .string(description)))
        }
        return changes
    }
}
