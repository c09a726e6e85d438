/*
 * food: says "foo ready VERSION" to whoever connects to port 7000, and answers GET /health on port 7001.
 *
 * A daemon as its contract asks for it: it stays in the foreground, writes no pid file, ends at SIGTERM with 0, and ends with an error when it cannot do
 * its work. Who starts it again, where its output goes and as whom it runs is for the supervisor to say.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { READY_PORT = 7000, HEALTH_PORT = 7001 };

static const char *greeting = "foo ready";
static const char *version = VERSION;
static volatile sig_atomic_t is_told_to_stop;

static void stop(int signal)
{
    (void)signal;
    is_told_to_stop = 1;
}

static void fail(const char *what)
{
    fprintf(stderr, "food: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* SIGTERM is let in only while food waits: it never comes in the middle of an answer. */
static void prepare(void)
{
    struct sigaction on_term = { .sa_handler = stop };
    sigset_t term;

    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    sigaction(SIGTERM, &on_term, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int listen_on(const char *address, int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
    int yes = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
        fprintf(stderr, "food: \"%s\" is no IPv4 address\n", address);
        exit(1);
    }
    /* Connections of the one before it may still be winding down. It does not let two listen at once. */
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 64) != 0)
        fail("cannot listen");
    return listener;
}

static void say_ready(int client)
{
    dprintf(client, "%s %s\n", greeting, version);
}

static void say_health(int client)
{
    char request[4096] = "";

    if (read(client, request, sizeof request - 1) <= 0)
        return;
    if (strncmp(request, "GET /health ", 12) == 0)
        dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nok %s\n", version);
    else
        dprintf(client, "HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\n\r\nthere is only /health\n");
}

static void answer(int listener, void (*say)(int client))
{
    struct timeval patience = { .tv_sec = 1 };
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

    /* It may have gone again. */
    if (client < 0)
        return;
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    say(client);
    close(client);
}

/* Answers until it is told to stop. */
static void serve(int ready, int health)
{
    struct pollfd waiting[] = { { .fd = ready, .events = POLLIN }, { .fd = health, .events = POLLIN } };
    sigset_t none;

    sigemptyset(&none);
    while (!is_told_to_stop) {
        if (ppoll(waiting, 2, NULL, &none) <= 0)
            continue;
        if (waiting[0].revents)
            answer(ready, say_ready);
        if (waiting[1].revents)
            answer(health, say_health);
    }
}

int main(int argc, char **argv)
{
    int ready, health;

    if (argc != 2) {
        fprintf(stderr, "usage: food ADDRESS\n");
        return 64;
    }
    prepare();
    ready = listen_on(argv[1], READY_PORT);
    health = listen_on(argv[1], HEALTH_PORT);
    fprintf(stderr, "food: %s answers on %s\n", version, argv[1]);
    serve(ready, health);
    close(ready);
    close(health);
    return 0;
}
