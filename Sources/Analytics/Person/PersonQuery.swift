/// Which person a lookup asks for (DESIGN §4.10).
public enum PersonQuery: Sendable, Equatable {
    case distinctID(String)
    case email(String)
    case both(distinctID: String, email: String)
}
