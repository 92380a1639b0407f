import Glibc
import JSON

// The first line of standard input holds the cases by name, every further line asks about one of them; each is
// answered with one line.
guard let first = readLine(), let members = try JSON(parsing: first).objectValue else {
    throw EvaluatorError("the first line has to be an object of cases")
}
let cases = try members.mapValues(EvaluatorCase.init)
while let line = readLine() {
    let question = try EvaluatorQuestion(JSON(parsing: line))
    guard let asked = cases[question.name] else { throw EvaluatorError("there is no case \(question.name)") }
    switch question.wants {
    case .answers: print(asked.answers.text)
    case .time(let key, let seconds): print(asked.nanosecondsPerFlag(of: key, for: seconds))
    }
    // A pipe is not flushed at the end of a line.
    fflush(nil)
}
