import ArgumentParser
import FastCGI

@main
enum Main {
    static func main() async {
        // Before any thread or file exists: signals belong to the server's own thread, and 0 to 2 must be open.
        FastCGIServer.openStandardDescriptors()
        FastCGIServer.blockSignals()
        FastCGIServer.shareHeaps()
        await GatewayCommand.main()
    }
}
