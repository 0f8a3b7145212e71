// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "process/process.hpp"

namespace rpmworks {

/// A program that reads requests from its standard input and answers them on its standard output until the
/// input ends. It has its own process group, which ends with this object. If this process is killed, the
/// program reads the end of its input.
class Coprocess {
 public:
  /// Starts the program. Uses only `argv`, `env` and `cwd` of `command`. Throws Error if the program cannot
  /// be started.
  explicit Coprocess(const Command& command);
  ~Coprocess();
  Coprocess(Coprocess&&) noexcept;
  Coprocess& operator=(Coprocess&&) noexcept;

  int input() const;   ///< the descriptor to write requests to
  int output() const;  ///< the descriptor to read answers from
  int pid() const;
  /// What the program has written to its standard error so far; of a long text the start.
  std::string messages() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks
