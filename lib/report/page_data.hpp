// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstddef>
#include <vector>

#include "core/json.hpp"
#include "report/changes.hpp"
#include "report/data.hpp"

namespace rpmworks::report {

/// The data of the page of a release that its HTML does not show, for the script. Lists hold a value for each
/// package, in the order of the manifest and of the table in the page. A number in the columns below that end
/// in "of texts" is a position in `texts`; -1 stands for nothing.
///
/// A column of equal numbers is that number instead of a list.
///
///     texts                      texts that are used several times
///     product, release
///     sections   path, target, clients, bytes
///     keys       fingerprint, name
///     origins    kind, url, ref, commit, srpm_sha256, upstream, verified
///     builds     target, engine, buildroot_sha256
///     packages
///       size, sha256             bytes; 43 characters of base64url for each package, in one text
///       source                   of texts; -2: the source package has the name and version of the package
///       spdx, vendor             of texts
///       url                      of the package, of texts
///       origin, build            positions; build is -1 for packages that were not built here
///       from                     where it was downloaded, of texts; the text lacks the file name if `is_cut`
///       is 1 signers, hash, signed    positions in `keys`; of texts; seconds since 1970 wanted_by of texts:
///       for which packages it was selected needs, outside, provides positions of packages; of texts; of
///       texts installed                bytes; -1 if not known scriptlets               [ section,
///       interpreter, text ], of texts file_count, files        how many; [ folder, names, … ], of texts and
///       lines
///     file_limit                 how many files of a package are shown at most; 0: there is no list `files`
///     bases      releases before this one, the newest first
///       release, created, packages, bytes
///       index, kind, evr, section, size, commit   for each changed package; evr, section and commit of texts
///       added                    positions
///       gone                     [ name, arch, evr, section, size ], of texts but for the size
///     commits    by source package: [ id, subject ]
///     timeline   the run that built it: see timeline_data
///     runs       by source package: phases [ name, depth, seconds ], log
Json page_data(const ReleaseData& data, const std::vector<std::vector<Change>>& changes, size_t budget);

/// A run of builds, for the script: target, engine, seconds, and jobs with name, nevra, state, begin, end,
/// slot, host, needs, phase, reason, waited and is_critical.
Json timeline_data(const schedule::Timeline& timeline);

}  // namespace rpmworks::report
