// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control.hpp"
#include "core/files.hpp"
#include "deb.hpp"

namespace rpmworks::hostbase {

/// A name that RPM packagers have for a Debian package. Where several packages have a claim to it, the one
/// with the lowest guess is right.
struct RpmName {
  std::string name;
  int guess = 0;  ///< 0 where it is known, more the farther a rule had to go
  bool operator==(const RpmName&) const = default;
};

/// What RPM packagers call a Debian package: rpm → rpm-build, g++ → gcc-c++, zlib1g-dev → zlib-devel,
/// libX-dev → X-devel and libX-devel. Names alone, without versions.
std::vector<RpmName> rpm_names(const std::string& debian_name);

/// The value of Version in a pkg-config file, its variables expanded; empty when it has none.
std::string pkgconfig_version(std::string_view text);

/// What rpm's generators would find in the files: pkgconfig(…) of .pc files, cmake(…) of CMake package files,
/// python3dist(…) and python3.Ndist(…) of Python metadata, python(abi) of an interpreter, perl(…) of Perl
/// modules, without their versions, and /bin/x for what Debian has outside /usr. `root` is where the package
/// was unpacked; `python` is the version ("3.11") that the distribution's modules are for. Whole "name" or
/// "name = version" texts.
std::vector<std::string> file_provides(const std::vector<Entry>& entries, const fs::path& root,
                                       const std::string& python);

/// The shared libraries among the entries that the dynamic linker finds without being told where.
std::vector<std::string> public_libraries(const std::vector<Entry>& entries);

/// "libz.so.1()(64bit)" and the symbol versions of the package's public libraries, by rpm's own elfdeps. It
/// is asked directly since rpmbuild asks it only about files that are executable, which Debian's libraries
/// are not.
std::vector<std::string> soname_provides(const std::vector<Entry>& entries, const fs::path& root);

}  // namespace rpmworks::hostbase
