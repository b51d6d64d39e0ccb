/* frames.h - what lies in a batch and cannot be read again, divided into frames of the spool. */
#ifndef ND_FRAMES_H
#define ND_FRAMES_H

#include "input/batch.h"

/* Announces the frames of a full batch; the record that each begins with knows its number. */
int nd_frames_announce(nd_batch *batch, nd_error *error);

#endif
