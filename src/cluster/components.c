/*
 * components.c - items that no chain of links connects have nothing to do with each other, neither when groups are
 * joined nor when items move. Links of every score connect: all count for means.
 *
 * Where no link of a component reaches the least score, no mean does, and all stay alone. Where every link does, every
 * mean does; as long as there are several groups, two of them are linked; so they end as one, and there is no other to
 * move to. What is left are tangles: one component in six to one in forty.
 *
 * Union-find, then linear passes.
 */
#include "cluster/components.h"

#include "base/error.h"
#include "match/groups.h"

enum { REACHES = 1, FALLS_SHORT = 2, TANGLED = REACHES | FALLS_SHORT };

struct components {
    const nd_link *links;
    size_t         count;
    uint32_t       items;
    uint32_t      *roots;   /* [item]: the smallest of its component */
    uint8_t       *kinds;   /* [root]: what links there are */
    uint32_t      *numbers; /* [item] of a tangle */
    uint32_t      *next;    /* [root] of a tangle: how many items it has; then the number that its next one gets */
};

static int is_tangled(const struct components *c, uint32_t item) {
    return c->kinds[c->roots[item]] == TANGLED;
}

/* Where no link reaches the least, the components end as single items. */
static void connect(struct components *c, uint32_t least) {
    for (uint32_t i = 0; i < c->items; i++) c->roots[i] = i;
    for (size_t i = 0; i < c->count; i++) nd_groups_join(c->roots, c->links[i].a, c->links[i].b);
    nd_groups_flatten(c->roots, c->items);
    for (size_t i = 0; i < c->count; i++)
        c->kinds[c->roots[c->links[i].a]] |= c->links[i].score < least ? FALLS_SHORT : REACHES;
    for (uint32_t i = 0; i < c->items; i++)
        if (c->kinds[c->roots[i]] == FALLS_SHORT) c->roots[i] = i;
}

static int make_room(struct components *c, nd_tangle *out, nd_error *error) {
    for (uint32_t i = 0; i < c->items; i++)
        if (is_tangled(c, i)) {
            c->next[c->roots[i]]++;
            out->items++;
        }
    out->links = nd_allocate((c->count + 1) * sizeof *out->links);
    out->names = nd_allocate((out->items + UINT64_C(1)) * sizeof *out->names);
    out->firsts = nd_allocate((out->items + UINT64_C(1)) * sizeof *out->firsts);
    return out->links && out->names && out->firsts ? ND_OK : nd_fail_memory(error);
}

/* The root comes before the others of its component: it takes the numbers for them all. */
static void number_items(struct components *c, nd_tangle *out) {
    uint32_t taken = 0;
    for (uint32_t i = 0; i < c->items; i++) {
        uint32_t root = c->roots[i];
        if (!is_tangled(c, i)) continue;
        if (i == root) {
            uint32_t size = c->next[root];
            c->next[root] = taken;
            taken += size;
        }
        uint32_t number = c->numbers[i] = c->next[root]++;
        out->names[number] = i;
        out->firsts[number] = c->numbers[root];
    }
}

static void list_links(const struct components *c, nd_tangle *out) {
    for (size_t i = 0; i < c->count; i++) {
        const nd_link *link = &c->links[i];
        if (is_tangled(c, link->a))
            out->links[out->count++] = (nd_link){c->numbers[link->a], c->numbers[link->b], link->score};
    }
}

int nd_components_settle(nd_tangle *out, const nd_link *links, size_t count, uint32_t items, uint32_t least,
                         uint32_t *groups, nd_error *error) {
    size_t            room = items + UINT64_C(1);
    struct components c = {links, count, items, groups, nd_allocate_zeroed(room, 1),
                           nd_allocate(room * sizeof *c.numbers), nd_allocate_zeroed(room, sizeof *c.next)};
    int               status = c.kinds && c.numbers && c.next ? ND_OK : nd_fail_memory(error);
    *out = (nd_tangle){0};
    if (!status) {
        connect(&c, least);
        status = make_room(&c, out, error);
    }
    if (!status) {
        number_items(&c, out);
        list_links(&c, out);
    }
    nd_release(c.kinds);
    nd_release(c.numbers);
    nd_release(c.next);
    return status;
}

void nd_tangle_free(nd_tangle *tangle) {
    nd_release(tangle->links);
    nd_release(tangle->names);
    nd_release(tangle->firsts);
    *tangle = (nd_tangle){0};
}
