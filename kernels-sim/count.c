// SPDX-License-Identifier: GPL-2.0-or-later
#include "count.h"

struct replay_counts replay_counted;
