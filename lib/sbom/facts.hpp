// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the SBOM formats say about a manifest and its packages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "licenses/spdx.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::sbom {

/// Somebody who supplies or made a package. Each text may be empty: not known.
struct Party {
  std::string name;
  std::string url;
  std::string email;
  bool is_known() const { return !name.empty(); }
  bool operator==(const Party&) const = default;
};

/// A manifest with what can be derived from it. The manifest must outlive it.
class Facts {
 public:
  explicit Facts(const manifest::Manifest& manifest);

  const manifest::Manifest& manifest;
  std::string name;       ///< of the product; of what was read if there is none
  std::string created;    ///< "2026-11-23T01:02:03Z"; 1970 if the manifest has no time
  std::string uuid;       ///< RFC 9562, version 5; equal for equal packages, product, release, time
  std::string tool_name;  ///< "rpmworks"
  std::string tool_version;
  Party supplier;                                      ///< of the product
  std::vector<licenses::OtherLicense> other_licenses;  ///< of all packages, each id once

  bool is_release() const { return manifest.inventory.empty(); }
  /// Whether the manifest lists every package of the product.
  bool is_complete() const { return is_release() && !manifest.delta_from; }
  size_t size() const { return manifest.packages.size(); }
  const manifest::Entry& entry(size_t package) const { return manifest.packages[package]; }

  /// Letters, digits, dots and hyphens; unique in the document.
  const std::string& id(size_t package) const { return m_ids[package]; }
  /// The source package of the manifest that a package was built from.
  std::optional<size_t> source(size_t package) const { return m_sources[package]; }
  /// The packages that a package is known to require, because they were chosen for it. Others are not known.
  const std::vector<size_t>& required(size_t package) const { return m_required[package]; }

 private:
  void find_relations();

  std::vector<std::string> m_ids;
  std::vector<std::optional<size_t>> m_sources;
  std::vector<std::vector<size_t>> m_required;
};

/// The License tag as an SPDX expression.
licenses::SpdxLicense license_of(const manifest::Entry& entry);
std::string shown_purl(const manifest::Entry& entry, const manifest::Manifest& manifest);
/// Who made a package available: the product's supplier for packages that were built here, else the vendor.
Party supplier_of(const manifest::Entry& entry, const Facts& facts);
/// Who made a package: its vendor, or else its supplier.
Party creator_of(const manifest::Entry& entry, const Facts& facts);
/// The last part of the path of the package's file; its conventional name if the manifest has no path.
std::string file_name_of(const manifest::Entry& entry);
/// "git+https://example.org/x.git@COMMIT"; empty if the package was not made from a commit.
std::string commit_uri(const manifest::Entry& entry);
/// A text as a URI reference (RFC 3986): characters that are not allowed are percent-encoded, and git's
/// "user@host:path" becomes an ssh URL. `path`: the text is a path, so "?", "#" and "%" are characters of it.
std::string uri_reference(const std::string& text, bool path = false);

}  // namespace rpmworks::sbom
