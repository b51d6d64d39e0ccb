/*
 * seen.c - a hash set of device and inode, which together name a file on this machine. 24 to 48 bytes a
 * file: a million small files take what their paths take.
 */
#include "input/seen.h"

#include "base/bytes.h"
#include "base/error.h"

static nd_identity *slot_of(nd_identity *slots, size_t capacity, uint64_t device, uint64_t inode) {
    size_t at = (size_t)nd_mix64_pair(device, inode) & (capacity - 1);
    while (slots[at].used && (slots[at].device != device || slots[at].inode != inode))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static int grow(nd_seen *seen, nd_error *error) {
    size_t       capacity = seen->capacity ? seen->capacity * 2 : 64;
    nd_identity *slots = nd_allocate_zeroed(capacity, sizeof *slots);
    if (!slots) return nd_fail_memory(error);
    for (size_t i = 0; i < seen->capacity; i++) {
        const nd_identity *old = &seen->slots[i];
        if (old->used) *slot_of(slots, capacity, old->device, old->inode) = *old;
    }
    nd_release(seen->slots);
    seen->slots = slots;
    seen->capacity = capacity;
    return ND_OK;
}

int nd_seen_mark(nd_seen *seen, uint64_t device, uint64_t inode, nd_error *error) {
    if (seen->count * 2 >= seen->capacity) {
        int status = grow(seen, error);
        if (status) return status;
    }
    nd_identity *slot = slot_of(seen->slots, seen->capacity, device, inode);
    if (slot->used) return 0;
    *slot = (nd_identity){device, inode, 1};
    seen->count++;
    return 1;
}

int nd_seen_has(const nd_seen *seen, uint64_t device, uint64_t inode) {
    return seen->capacity && slot_of(seen->slots, seen->capacity, device, inode)->used;
}

void nd_seen_free(nd_seen *seen) {
    nd_release(seen->slots);
    *seen = (nd_seen){0};
}
