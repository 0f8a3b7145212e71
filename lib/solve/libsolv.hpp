// SPDX-License-Identifier: GPL-3.0-or-later
// libsolv's headers, for the .cpp files of this module.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>

// Solvable has a field "requires", which is a keyword in C++20.
#define requires requires_
extern "C" {
#include <solv/chksum.h>
#include <solv/evr.h>
#include <solv/pool.h>
#include <solv/pool_parserpmrichdep.h>
#include <solv/poolarch.h>
#include <solv/problems.h>
#include <solv/queue.h>
#include <solv/repo.h>
#include <solv/repo_rpmdb.h>
#include <solv/repo_rpmmd.h>
#include <solv/repo_solv.h>
#include <solv/repo_updateinfoxml.h>
#include <solv/repo_write.h>
#include <solv/rules.h>
#include <solv/solv_xfopen.h>
#include <solv/solvable.h>
#include <solv/solver.h>
#include <solv/solvversion.h>
#include <solv/transaction.h>
}
#undef requires
