// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::repodata {

/// A package that an advisory lists.
struct AdvisedPackage {
  rpm::Nevra nevra;
  std::string source;  ///< file name of its source package; may be empty
};

struct AdvisoryReference {
  std::string type;  ///< "cve", "other"
  std::string id;
  std::string href;
};

struct Advisory {
  std::string id;
  std::string from;      ///< who issued it
  std::string type;      ///< "security", "bugfix", "enhancement" or "newpackage"
  std::string severity;  ///< may be empty
  std::string title;
  std::string description;
  int64_t issued = 0;   ///< seconds since 1970
  int64_t updated = 0;  ///< same
  std::vector<AdvisoryReference> references;
  std::vector<AdvisedPackage> packages;
};

/// The advisories of an upstream, and the packages that a section took from it.
struct UpstreamAdvisories {
  std::string xml;  ///< its updateinfo.xml; may be empty
  std::vector<rpm::Nevra> packages;
};

/// Times of advisories in another form than updateinfo_xml writes, which other programs write.
enum class OtherTimes { refused, unknown };
/// The advisories of an updateinfo.xml. Throws Error(upstream) if it is invalid, or an advisory has a time in
/// another form than updateinfo_xml writes; with OtherTimes::unknown, such a time is 0.
std::vector<Advisory> read_updateinfo(const std::string& xml, const fs::path& tmp,
                                      OtherTimes times = OtherTimes::refused);

/// The text of updateinfo.xml: the advisories, and those of an upstream that list one of its packages in the
/// same or an earlier version; they list no other packages. Empty if there is none. `collection` is a name
/// for the packages, such as the product's. `tmp` is a folder for a temporary file. Throws Error(upstream) if
/// the upstream's is invalid.
std::string updateinfo_xml(const std::vector<Advisory>& advisories, const std::string& collection,
                           const UpstreamAdvisories& upstream, const fs::path& tmp);

}  // namespace rpmworks::repodata
