// The same constant answers from Go's standard library, as FastCGI or as HTTP.
//
// Usage: constant fcgi|http SOCKET HEALTH_REPLY READ_REPLY
package main

import (
	"bufio"
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/fcgi"
	"net/textproto"
	"os"
)

// A reply is what a file holds: header lines, an empty line, the body.
type reply struct {
	header map[string][]string
	body   []byte
}

func load(path string) reply {
	content, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	reader := bufio.NewReader(bytes.NewReader(content))
	header, err := textproto.NewReader(reader).ReadMIMEHeader()
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		log.Fatal(err)
	}
	return reply{header, body}
}

func (reply reply) ServeHTTP(response http.ResponseWriter, _ *http.Request) {
	header := response.Header()
	for name, values := range reply.header {
		header[name] = values
	}
	response.Write(reply.body)
}

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: constant fcgi|http SOCKET HEALTH_REPLY READ_REPLY")
	}
	routes := http.NewServeMux()
	routes.Handle("/health", load(os.Args[3]))
	routes.Handle("/", load(os.Args[4]))
	listener, err := net.Listen("unix", os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if os.Args[1] == "fcgi" {
		log.Fatal(fcgi.Serve(listener, routes))
	}
	log.Fatal(http.Serve(listener, routes))
}
