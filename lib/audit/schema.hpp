// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the tables of the index.
#pragma once

#include "audit/sqlite.hpp"

namespace rpmworks::audit {

/// Creates the tables in an empty database.
void create_tables(Database& database);
/// Throws Unusable if the database was not made by create_tables of this version.
void require_tables(const Database& database);

}  // namespace rpmworks::audit
