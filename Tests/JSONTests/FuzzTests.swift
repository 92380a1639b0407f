import JSON
import OrderedCollections
import Testing

struct FuzzTests {
    private static let seeds = [
        #"{"api_key":"phc_x","batch":[{"event":"a","properties":{"n":1.5e3,"s":"\u00e9\ud83d\ude00\n","t":[true,null]}}]}"#,
        #"[0,-1,10.0,1e-7,9223372036854775807,18446744073709551615,"caf\#u{E9}",{},[],{"":[{}]}]"#,
    ]

    private static let syntax = Array("{\"\\u0:,[]}e-.9".utf8)

    @Test("damaged documents are either refused or read as a value that survives a round trip", arguments: 0..<8)
    func damagedDocuments(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5000 {
            var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(Self.syntax[Int.random(in: 0..<Self.syntax.count, using: &random)], at: place)
                }
            }
            try expectRoundTripOrRefusal(bytes)
        }
    }

    @Test("random bytes never do more than fail")
    func randomBytes() throws {
        var random = SplitMix64(seed: 99)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...64, using: &random)
            try expectRoundTripOrRefusal((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
    }

    @Test("random values survive a round trip")
    func randomValues() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2000 {
            let value = randomValue(depth: 0, using: &random)
            let bytes = value.serialized()
            let read = try JSON(parsing: bytes)
            #expect(read == value)
            #expect(read.serialized() == bytes)
        }
    }

    private func expectRoundTripOrRefusal(_ bytes: [UInt8]) throws {
        do throws(JSONError) {
            let value = try JSON(parsing: bytes)
            let written = value.serialized()
            #expect((try? JSON(parsing: written)) == value)
        } catch {
            #expect(error.offset >= 0 && error.offset <= bytes.count)
        }
    }

    private func randomValue(depth: Int, using random: inout SplitMix64) -> JSON {
        switch random.next() % (depth < 5 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(random.next() % 2 == 0)
        case 2: return .integer(Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 64))
        case 3:
            let value = Double(bitPattern: random.next())
            return .double(value.isFinite ? value : 0.5)
        case 4, 5:
            let scalars = (0..<random.next() % 20).map { _ in
                UnicodeScalar(UInt32(truncatingIfNeeded: random.next()) % (random.next() % 2 == 0 ? 0x80 : 0x11_0000))
                    ?? "?"
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 6:
            return .array((0..<random.next() % 6).map { _ in randomValue(depth: depth + 1, using: &random) })
        default:
            var members = JSONObject()
            for index in 0..<random.next() % 20 {
                members["key \(index)"] = randomValue(depth: depth + 1, using: &random)
            }
            return .object(members)
        }
    }
}
