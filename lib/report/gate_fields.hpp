// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstddef>
#include <vector>

#include "report/data.hpp"
#include "report/template.hpp"

namespace rpmworks::report {

/// What the gates of a release say together.
struct Verdict {
  enum class State {
    composed,   ///< it passed when it was composed; it was not checked for this page
    sound,      ///< all gates passed
    partly,     ///< all gates that ran passed
    unsound,    ///< a gate failed
    unchecked,  ///< nothing is known
  };
  State state = State::unchecked;
  size_t failed = 0, unchecked = 0, passed = 0;  ///< gates, by name
  size_t accepted = 0;                           ///< findings that waivers accept
  std::vector<std::string> failed_names = {};
};

/// The gates as lines of gate.html: failed ones first, then those with accepted findings, those that did not
/// run, and the others.
struct GateLines {
  Verdict verdict;
  std::vector<Fields> lines;
};
GateLines gate_lines(const ReleaseData& data);

}  // namespace rpmworks::report
