/* libfoo.so.1, which food may be linked to: who asks it gets the version of the package libfoo1 that was mapped. */
const char *foo_version(void);

const char *foo_version(void)
{
    return VERSION;
}
