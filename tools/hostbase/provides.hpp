// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control.hpp"
#include "core/files.hpp"
#include "deb.hpp"

namespace rpmworks::hostbase {

/// A name that RPM packagers use for a Debian package. If several packages match a name, the one with the
/// lowest guess is right.
struct RpmName {
  std::string name;
  int guess = 0;  ///< 0: certain; higher: less reliable rule
  bool operator==(const RpmName&) const = default;
};

/// The names of RPM packagers for a Debian package: rpm → rpm-build, g++ → gcc-c++, zlib1g-dev → zlib-devel,
/// libX-dev → X-devel and libX-devel. Without versions.
std::vector<RpmName> rpm_names(const std::string& debian_name);

/// The value of Version in a pkg-config file, with variables expanded; empty if there is none.
std::string pkgconfig_version(std::string_view text);

/// The Provides that rpm's generators would find in the files: pkgconfig(…) from .pc files, cmake(…) from
/// CMake package files, python3dist(…) and python3.Ndist(…) from Python metadata, python(abi) of an
/// interpreter, perl(…) of Perl modules without versions, and /bin/x for files that Debian has outside of
/// /usr. `root` is the unpacked package; `python` is the version ("3.11") of the distribution's modules.
/// Returns "name" or "name = version" texts.
std::vector<std::string> file_provides(const std::vector<Entry>& entries, const fs::path& root,
                                       const std::string& python);

/// The shared libraries among the entries that the dynamic linker finds in its default folders.
std::vector<std::string> public_libraries(const std::vector<Entry>& entries);

/// "libz.so.1()(64bit)" and the symbol versions of the package's public libraries, from rpm's elfdeps. It is
/// run directly, because rpmbuild runs it only for executable files, and Debian's libraries are not
/// executable.
std::vector<std::string> soname_provides(const std::vector<Entry>& entries, const fs::path& root);

}  // namespace rpmworks::hostbase
