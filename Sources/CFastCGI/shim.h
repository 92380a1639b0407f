#pragma once
// The FCGX_* functions only: fcgi_stdio.h would redefine printf and friends.
#include <fastcgi.h>
#include <fcgiapp.h>
// Linux calls on which the connection poller and its threads stand, and which Swift's Glibc module leaves out:
// it has no header for the first four, and hides the last two, as it is built without _GNU_SOURCE.
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <pthread.h>
#include <sys/socket.h>
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int pthread_setname_np(pthread_t thread, const char *name);
