/* pools.h - a pool of one thread and one of four, for what must not depend on how many there are. */
#ifndef POOLS_H
#define POOLS_H

#include "base/pool.h"

static nd_pool *pools[2];

static inline int start_pools(void **state) {
    (void)state;
    pools[0] = nd_pool_new(1, NULL);
    pools[1] = nd_pool_new(4, NULL);
    return pools[0] && pools[1] ? 0 : -1;
}

static inline int stop_pools(void **state) {
    (void)state;
    nd_pool_free(pools[0]);
    nd_pool_free(pools[1]);
    return 0;
}

#endif
