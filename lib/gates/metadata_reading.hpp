// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/side_task.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::gates {

/// Reads new metadata back from disk while the rest of its release is still being written, so that the gate
/// "repodata" does not have to wait for it. The release's folder must exist as long as this object.
class MetadataReading {
 public:
  /// Starts to read the metadata of a section, whose path in the release is `section`.
  void start(const fs::path& release, const std::string& section);

  /// Forgets what was read: the metadata is replaced. Waits for what is being read.
  void forget();

  /// What the metadata of a section lists, as repodata::read; waits until it is read. Null if it was not
  /// started. Throws as repodata::read. Thread-safe.
  const std::vector<repodata::Listed>* listed(const std::string& section);

 private:
  struct Reading;
  std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<Reading>> m_sections;
};

}  // namespace rpmworks::gates
