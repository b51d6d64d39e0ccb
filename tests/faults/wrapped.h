/*
 * wrapped.h - the calls by which a program asks the system for something, made to fail on purpose.
 *
 * The program is linked for the tests so that its calls pass through wrapped.c; the shipped program has
 * nothing of it. What is armed lies in memory that is shared with the process that looks on.
 */
#ifndef WRAPPED_H
#define WRAPPED_H

enum fault_kind {
    FAULT_NONE,
    FAULT_MEMORY,      /* the n-th allocation fails */
    FAULT_MEMORY_GONE, /* that and every later one */
    FAULT_CALL,        /* the n-th call for a file, a folder or a thread fails */
    FAULT_SHORT,       /* every read and write does a few bytes only */
    FAULT_INTERRUPT,   /* every second call that a signal may interrupt is interrupted */
    FAULT_SHRINK,      /* before the n-th read the victim is cut to a few bytes, */
    FAULT_GROW,        /* has text appended, */
    FAULT_REPLACE,     /* is another file of the same size and time under the same name, */
    FAULT_REMOVE       /* or is gone */
};

struct fault {
    enum fault_kind kind;
    unsigned        due;    /* n, from 1 */
    const char     *victim; /* a path */
    unsigned        calls;  /* of the kind, so far */
    int             happened;
    char            name[16]; /* of the call that failed */
};

/* From now on; NULL: everything passes. `fault` stays the caller's. */
void fault_arm(struct fault *fault);

/* Does to the victim what a fault of this kind would. */
void fault_change(const struct fault *fault);

#endif
