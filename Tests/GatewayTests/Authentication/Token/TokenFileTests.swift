import Foundation
import Testing

@testable import Gateway

@Suite struct TokenFileTests {
    private let directory: TemporaryDirectory
    private let file: TokenFile

    init() throws {
        directory = try TemporaryDirectory()
        file = TokenFile(directory: directory.path)
    }

    private func mode() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func storedValues() throws -> [GeneratedSecret: String] {
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        return try TokenFileContents(text: text, path: file.path).values
    }

    @Test func `secrets are generated once and read back`() throws {
        let first = try file.values(of: GeneratedSecret.allCases)
        #expect(Set(first.keys) == Set(GeneratedSecret.allCases))
        #expect(try TokenFile(directory: directory.path).values(of: GeneratedSecret.allCases) == first)
        #expect(try storedValues() == first)
        #expect(try mode() == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["tokens.env"])
    }

    @Test(arguments: [
        (GeneratedSecret.readToken, "phgw_read_", 53), (.writeToken, "phgw_write_", 54),
        (.adminToken, "phgw_admin_", 54), (.projectToken, "phc_", 52), (.sessionSecret, "", 43),
    ])
    func `a generated secret tells what it is`(secret: GeneratedSecret, prefix: String, length: Int) {
        let value = secret.generate()
        #expect(value.hasPrefix(prefix))
        #expect(value.utf8.count == length)
        #expect(value != secret.generate())
        #expect(value.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }

    @Test func `callers that start at the same time agree`() async throws {
        let path = directory.path
        let results = try await withThrowingTaskGroup(of: [GeneratedSecret: String].self) { group in
            for _ in 0..<32 {
                group.addTask { try TokenFile(directory: path).values(of: GeneratedSecret.allCases) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 32)
        #expect(Set(results).count == 1)
        #expect(try storedValues() == results.first)
    }

    @Test func `callers that need different secrets lose none`() async throws {
        let path = directory.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for secret in GeneratedSecret.allCases {
                group.addTask { _ = try TokenFile(directory: path).values(of: [secret]) }
            }
            try await group.waitForAll()
        }
        #expect(try storedValues().count == GeneratedSecret.allCases.count)
    }

    @Test func `only what is asked for is generated`() throws {
        #expect(try file.values(of: []).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        let read = try file.values(of: [.readToken])
        #expect(try storedValues() == read)
        let both = try file.values(of: [.readToken, .adminToken])
        #expect(both[.readToken] == read[.readToken])
    }

    @Test func `other lines are kept when a secret is added`() throws {
        try directory.write("# mine\nOTHER=1\nREAD_TOKEN=mine", to: "tokens.env")
        chmod(file.path, 0o600)
        let values = try file.values(of: [.readToken, .writeToken])
        #expect(values[.readToken] == "mine")
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(text == "# mine\nOTHER=1\nREAD_TOKEN=mine\nWRITE_TOKEN=\(try #require(values[.writeToken]))\n")
        #expect(try mode() == 0o600)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666] as [mode_t])
    func `a file that others may use is refused`(mode: mode_t) throws {
        try directory.write("READ_TOKEN=s3cret\n", to: "tokens.env")
        chmod(file.path, mode)
        let error = #expect(throws: TokenFileError.self) { try file.values(of: [.readToken]) }
        #expect(error == .exposed(path: file.path, mode: UInt32(mode)))
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(arguments: ["READ_TOKEN", "READ_TOKEN=", "READ_TOKEN=a b", "\nREAD_TOKEN=\u{E9}"])
    func `a line that is not NAME=value is refused by its number`(text: String) throws {
        try directory.write("OTHER=1\n" + text, to: "tokens.env")
        chmod(file.path, 0o600)
        let error = #expect(throws: TokenFileError.self) { try file.values(of: [.readToken]) }
        #expect(error == .malformed(path: file.path, line: text.hasPrefix("\n") ? 3 : 2))
    }

    @Test func `a missing directory is an error that names it`() throws {
        let error = #expect(throws: TokenFileError.self) {
            try TokenFile(directory: directory.path + "/none").values(of: [.readToken])
        }
        #expect(error?.description.contains(directory.path + "/none") == true)
    }

    @Test func `a link in the file's place is refused`() throws {
        try directory.write("READ_TOKEN=elsewhere\n", to: "elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: file.path, withDestinationPath: directory.path + "/elsewhere")
        #expect(throws: TokenFileError.self) { try file.values(of: [.readToken]) }
    }
}
