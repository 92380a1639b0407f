/* The fastest plain program on libfcgi: answers from memory, one FCGX_Request per thread, no other work.
 *
 * Usage: constant SOCKET THREADS HEALTH_REPLY READ_REPLY
 * A reply file is what goes to the web server as it is: header lines, an empty line, the body.
 *
 * Such a thread stays with a kept connection until the web server closes it, so THREADS has to be at least
 * the number of connections nginx may hold, busy and idle together. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reply {
    char *bytes;
    int length;
};

static struct reply health, other;
static int listener;

static struct reply load(const char *path) {
    struct reply reply = {NULL, 0};
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file && fstat(fileno(file), &status) == 0) {
        reply.bytes = malloc(status.st_size);
        if (reply.bytes) reply.length = fread(reply.bytes, 1, status.st_size, file);
    }
    if (file) fclose(file);
    if (reply.length == 0) {
        fprintf(stderr, "constant: cannot read %s\n", path);
        exit(1);
    }
    return reply;
}

static void *serve(void *unused) {
    FCGX_Request request;
    (void)unused;
    FCGX_InitRequest(&request, listener, 0);
    while (FCGX_Accept_r(&request) == 0) {
        const char *target = FCGX_GetParam("REQUEST_URI", request.envp);
        const struct reply *reply = target && strncmp(target, "/health", 7) == 0 ? &health : &other;
        char body[4096];
        /* What is left of a body would be read as the next request's. */
        while (FCGX_GetStr(body, sizeof body, request.in) > 0) continue;
        FCGX_PutStr(reply->bytes, reply->length, request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5 || atoi(arguments[2]) < 1) {
        fprintf(stderr, "usage: constant SOCKET THREADS HEALTH_REPLY READ_REPLY\n");
        return 2;
    }
    health = load(arguments[3]);
    other = load(arguments[4]);
    if (FCGX_Init() != 0 || (listener = FCGX_OpenSocket(arguments[1], 511)) < 0) {
        fprintf(stderr, "constant: cannot listen on %s\n", arguments[1]);
        return 1;
    }
    for (int threads = atoi(arguments[2]); threads > 1; threads--) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, NULL) != 0) {
            fprintf(stderr, "constant: cannot start a thread\n");
            return 1;
        }
    }
    serve(NULL);
    return 0;
}
