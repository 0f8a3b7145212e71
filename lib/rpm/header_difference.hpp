// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::rpm {

/// A tag with different values in two packages.
struct HeaderDifference {
  std::string tag;  ///< "Description"
  std::string one;  ///< the first value that differs, as text; "" if the header has none
  std::string other;
};

/// The first tag in which the headers of two package files differ; tags that follow from others (digests and
/// sizes) come last. Throws Error(invalid) if one is not a package.
std::optional<HeaderDifference> header_difference(const fs::path& one, const fs::path& other);

/// Same, but ignores what only tells for which machine a package was built: compiler flags, platform, and the
/// digests and sizes that depend on them. So two noarch packages that were built on machines of different
/// architectures can be compared.
std::optional<HeaderDifference> content_difference(const fs::path& one, const fs::path& other);

}  // namespace rpmworks::rpm
