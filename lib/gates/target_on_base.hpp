// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the packages of a release for one target, and the base on which its clients install
// them.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gates/release_on_disk.hpp"
#include "solve/selection/closure.hpp"

namespace rpmworks::gates {

/// The binary packages of a release for a target. Loads the metadata of the base at the first use.
class TargetOnBase {
 public:
  TargetOnBase(const ReleaseOnDisk& release, std::string target, const GateSettings& settings);

  /// "el9"; the name of the release if its manifest does not name targets.
  const std::string& subject() const { return m_subject; }
  const std::string& name() const { return m_name; }
  /// Indices of manifest.packages. A NEVRA that is in several sections is there several times.
  const std::vector<size_t>& packages() const { return m_packages; }

  /// Why gates that need the base cannot run; empty if they can.
  const std::string& no_base();
  /// The release on the base. Only if no_base() is empty.
  const solve::Selector& selector();

 private:
  void load();

  const ReleaseOnDisk& m_release;
  std::string m_name;
  std::string m_subject;
  const GateSettings& m_settings;
  std::vector<size_t> m_packages;
  std::unique_ptr<std::mutex> m_loading = std::make_unique<std::mutex>();  ///< gates may run at the same time
  bool m_is_loaded = false;
  std::string m_no_base;
  std::optional<solve::Selector> m_selector;
};

/// One for each target of a release, in the order of the sections.
std::vector<TargetOnBase> targets_of(const ReleaseOnDisk& release, const GateSettings& settings);

}  // namespace rpmworks::gates
