import FeatureFlags
import Synchronization

/// A flag set with everything that is worked out once for it.
final class PreparedFlags: Sendable {
    let flags: FlagSet
    let evaluation: OFREPFlagSet
    let needs: FlagNeeds
    private let definitionsAnswer = Mutex<DefinitionsAnswer?>(nil)

    init(_ flags: FlagSet, settings: ManifestSettings) {
        self.flags = flags
        evaluation = OFREPFlagSet(flags, settings: settings)
        needs = FlagNeeds(flags)
    }

    /// The definitions for SDKs that evaluate locally.
    var definitions: DefinitionsAnswer {
        if let made = definitionsAnswer.withLock({ $0 }) { return made }
        let made = DefinitionsAnswer(flags)
        definitionsAnswer.withLock { $0 = made }
        return made
    }
}
