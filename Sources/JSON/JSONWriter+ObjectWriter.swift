extension JSONWriter {
    /// Adds the members of one object.
    public struct ObjectWriter: Sendable {
        private var writer: JSONWriter
        private var isEmpty = true

        init(continuing bytes: consuming [UInt8]) {
            writer = JSONWriter(continuing: bytes, at: .full)
            writer.bytes.append(UInt8(ascii: "{"))
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: String) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: Int) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: Int64) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: Double) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: Bool) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: JSON) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member.
        public mutating func field(_ name: String, _ value: JSONText) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member; an absent value becomes `null`.
        public mutating func field<Value: JSONWritable>(_ name: String, _ value: Value) {
            begin(name)
            writer.value(value)
        }

        /// Adds a member whose value the closure writes; `null` when it writes none.
        public mutating func field(_ name: String, _ write: (inout JSONWriter) throws -> Void) rethrows {
            begin(name)
            try write(&writer)
        }

        /// Adds a member that is an object.
        public mutating func object(_ name: String, _ fields: (inout ObjectWriter) throws -> Void) rethrows {
            begin(name)
            try writer.object(fields)
        }

        /// Adds a member that is an array.
        public mutating func field<S: Sequence>(
            _ name: String, array elements: S, _ each: (inout JSONWriter, S.Element) throws -> Void
        ) rethrows {
            begin(name)
            try writer.array(elements, each)
        }

        /// Closes the object and gives the buffer back.
        mutating func finish() -> [UInt8] {
            settle()
            writer.bytes.append(UInt8(ascii: "}"))
            var taken: [UInt8] = []
            swap(&taken, &writer.bytes)
            return taken
        }

        private mutating func begin(_ name: String) {
            settle()
            if !isEmpty { writer.bytes.append(UInt8(ascii: ",")) }
            isEmpty = false
            writer.appendString(name)
            writer.bytes.append(UInt8(ascii: ":"))
            writer.place = .single
        }

        /// Completes the last member, whose closure may have written nothing.
        private mutating func settle() {
            if writer.place == .single { writer.null() }
        }
    }
}
