import Foundation
import Testing

/// Every example of the documentation is code of this directory, which is compiled and run against the test server.
struct DocumentationTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let file: String
        let line: Int
        let code: String

        var testDescription: String { "\(file):\(line)" }
    }

    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let sources = directory.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/PostHogClient")

    static let examples: [Example] = files(in: sources).flatMap { file in
        let lines = text(of: file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let found = file.pathExtension == "md" ? fenced(lines) : commented(lines)
        return found.map { Example(file: file.lastPathComponent, line: $0.line, code: $0.code) }
    }

    private static let compiled = files(in: directory).map { spaceless(text(of: $0)) }

    @Test(arguments: examples) func anExampleIsCompiledAndRun(_ example: Example) {
        let (imports, code) = Self.parts(of: example.code)
        let place = Self.compiled.first { $0.contains(Self.spaceless(code)) }
        #expect(place != nil, "no file of Examples holds this code:\n\(code)")
        for line in imports { #expect(place?.contains(Self.spaceless(line)) == true, "\(line) is missing") }
    }

    @Test func theDocumentationHasExamples() {
        #expect(Self.examples.filter { $0.file == "Calls.md" }.count >= 12)
        #expect(Self.examples.contains { $0.file.hasSuffix(".swift") })
    }

    /// The blocks between fences that say they are Swift.
    private static func fenced(_ lines: [String]) -> [(line: Int, code: String)] {
        var found: [(line: Int, code: String)] = []
        var start: Int?
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```swift") {
                start = index + 1
            } else if line.hasPrefix("```"), let first = start {
                found.append((first + 1, lines[first..<index].joined(separator: "\n")))
                start = nil
            }
        }
        return found
    }

    /// The indented blocks of documentation comments: they begin behind an empty line.
    private static func commented(_ lines: [String]) -> [(line: Int, code: String)] {
        var found: [(line: Int, code: String)] = []
        var block: [String] = []
        var isBehindEmptyLine = false
        for (index, line) in lines.enumerated() {
            let trimmed = line.drop { $0 == " " }
            let isCode = trimmed.hasPrefix("///     ") && (isBehindEmptyLine || !block.isEmpty)
            if isCode { block.append(String(trimmed.dropFirst(3))) }
            if !isCode, !block.isEmpty {
                found.append((index - block.count + 1, block.joined(separator: "\n")))
                block = []
            }
            isBehindEmptyLine = trimmed == "///"
        }
        return found
    }

    /// Imports stand at the head of a file, apart from the rest.
    private static func parts(of example: String) -> (imports: [String], code: String) {
        let lines = example.split(separator: "\n").map(String.init)
        return (
            lines.filter { $0.hasPrefix("import ") },
            lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
        )
    }

    /// Lines may be broken and indented otherwise.
    private static func spaceless(_ text: String) -> String {
        text.filter { !$0.isWhitespace }
    }

    private static func files(in directory: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)?.allObjects ?? []
        return found.compactMap { $0 as? URL }.filter { ["swift", "md"].contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
    }

    private static func text(of file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }
}
