/* explainer.h - the engine of the run that an explainer keeps. */
#ifndef ND_EXPLAINER_H
#define ND_EXPLAINER_H

#include "engine.h"

/* All rounds are gathered; it stays as it is. */
const nd_engine *nd_explainer_engine(const nd_explainer *explainer);

#endif
