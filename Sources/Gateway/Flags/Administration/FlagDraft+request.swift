import FeatureFlags
import JSON

extension FlagDraft {
    /// Reads a definition of a request, in the form PostHog's API takes.
    /// - Throws: ``FlagStoreError/invalid(_:)`` with the field at fault, as saving it would.
    static func requested(_ json: JSON) throws(FlagStoreError) -> FlagDraft {
        do throws(FlagProblem) {
            return try FlagDraft(json: json)
        } catch {
            throw .invalid([error])
        }
    }
}

extension FlagPatch {
    /// Reads a change of a request, in the form PostHog's API takes.
    /// - Throws: ``FlagStoreError/invalid(_:)`` with the field at fault, as saving it would.
    static func requested(_ json: JSON) throws(FlagStoreError) -> FlagPatch {
        do throws(FlagProblem) {
            return try FlagPatch(json: json)
        } catch {
            throw .invalid([error])
        }
    }
}
