/*
 * The forms of food that host tests offer: the daemon of packaging/example-foo, with one habit each. -DFORM=NAME chooses; the names are those of
 * FooForm.cs. Each stands on the functions of food.c, whose main() is set aside.
 */
#define main main_of_food
#include "food.c"
#undef main
#include <pthread.h>
#include <sys/wait.h>

#ifdef WITH_LIBFOO
const char *foo_version(void);
#endif

static int ready, health;

static void open_both(const char *address)
{
    prepare();
    ready = listen_on(address, READY_PORT);
    health = listen_on(address, HEALTH_PORT);
}

static int end(void)
{
    close(ready);
    close(health);
    return 0;
}

int well_behaved(const char *address)
{
    open_both(address);
    serve(ready, health);
    return end();
}

/* A child that inherits the listening sockets and answers on them too. It would end at SIGTERM, if it got one. */
int child_holds_the_port(const char *address)
{
    open_both(address);
    if (fork() == 0)
        setsid();
    serve(ready, health);
    return end();
}

/* A child that holds none of the sockets: somebody's session, as sshd has them. */
int keeps_a_session(const char *address)
{
    open_both(address);
    if (fork() == 0) {
        setsid();
        end();
        signal(SIGTERM, SIG_DFL);
        for (;;) {
            sigset_t none;
            sigemptyset(&none);
            sigsuspend(&none);
        }
    }
    serve(ready, health);
    return end();
}

int ignores_sigterm(const char *address)
{
    open_both(address);
    signal(SIGTERM, SIG_IGN);
    serve(ready, health);
    return end();
}

int never_listens(const char *address)
{
    (void)address;
    return pause();
}

/* The kernel accepts, food does not: who connects waits for ever. */
int never_answers(const char *address)
{
    ready = listen_on(address, READY_PORT);
    health = listen_on(address, HEALTH_PORT);
    return pause();
}

int wrong_banner(const char *address)
{
    greeting = "foo starting";
    return well_behaved(address);
}

int crashes_at_start(const char *address)
{
    (void)address;
    fprintf(stderr, "food: a crash at the start\n");
    return 70;
}

/* By SIGALRM, which leaves no core file. */
int crashes_after_ten_seconds(const char *address)
{
    alarm(10);
    return well_behaved(address);
}

int starts_late(const char *address)
{
    sleep(8);
    return well_behaved(address);
}

int leaves_zombies(const char *address)
{
    open_both(address);
    for (int i = 0; i < 5; i++)
        if (fork() == 0)
            _exit(0);
    serve(ready, health);
    return end();
}

/* The supervisor's child ends at once, with 0; its grandchild works. */
int daemonizes(const char *address)
{
    if (fork() != 0)
        return 0;
    setsid();
    if (fork() != 0)
        _exit(0);
    return well_behaved(address);
}

/* As a daemon of old, with the usual slip: the pid file names the process before the last fork. */
int writes_a_wrong_pid(const char *address)
{
    /* When the supervisor reads the file, that process is gone. */
    if (fork() != 0) {
        wait(NULL);
        return 0;
    }
    setsid();
    FILE *file = fopen("/run/foo/food.pid", "w");
    if (file == NULL)
        fail("/run/foo/food.pid");
    fprintf(file, "%d\n", getpid());
    fclose(file);
    if (fork() != 0)
        _exit(0);
    return well_behaved(address);
}

/* At SIGTERM a child takes its place, each time. */
int forks_as_it_dies(const char *address)
{
    open_both(address);
    for (;;) {
        serve(ready, health);
        if (fork() != 0)
            return 0;
        setsid();
        is_told_to_stop = 0;
    }
}

static void *serve_in_a_thread(void *nothing)
{
    serve(ready, health);
    exit(end());
    return nothing;
}

/* The first thread ends: the process is listed as defunct, and another thread works on. */
int first_thread_ends(const char *address)
{
    pthread_t thread;

    open_both(address);
    if (pthread_create(&thread, NULL, serve_in_a_thread, NULL) != 0)
        fail("cannot start a thread");
    pthread_exit(NULL);
}

/* What it read of foo-data at its start is part of its version. */
int reads_foo_data(const char *address)
{
    static char both[100];
    char data[50] = "";
    FILE *file = fopen("/usr/share/foo/data", "r");

    if (file == NULL || fgets(data, sizeof data, file) == NULL)
        fail("/usr/share/foo/data");
    snprintf(both, sizeof both, "%s data %s", version, data);
    version = both;
    return well_behaved(address);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
#ifdef WITH_LIBFOO
    version = foo_version();
#endif
    return FORM(argv[1]);
}
