// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: writes what places have into the index.
#pragma once

#include "audit/index.hpp"
#include "audit/sqlite.hpp"

namespace rpmworks::audit {

/// Whether `database` has everything that is needed of the places.
bool is_up_to_date(const Database& database, const std::vector<Place>& places, const Needs& needs);
/// Brings a database, which no other process uses, up to date.
void update(Database& database, const std::vector<Place>& places, const Needs& needs, const fs::path& tmp,
            unsigned jobs, Reporter& reporter);
/// Whether packages or sections on this machine were not read yet that `needs` asks for.
bool has_unread(const Database& database, const std::vector<Place>& places, const Needs& needs);
/// Reads the paths in the packages of the places that have folders.
void read_files(Database& database, const std::vector<Place>& places, unsigned jobs, Reporter& reporter);
/// Reads the advisories in the metadata of the sections of these places.
void read_section_advisories(Database& database, const std::vector<Place>& places, const fs::path& tmp);
/// What is missing in the index for the places, one line each.
std::vector<std::string> gaps_of(const Database& database, const std::vector<Place>& places,
                                 const Needs& needs);

}  // namespace rpmworks::audit
