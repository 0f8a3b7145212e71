// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/coprocess.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "core/error.hpp"
#include "process/launch.hpp"

namespace rpmworks {

struct Coprocess::State {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  // A file in memory, so that nobody has to read it while the program runs.
  FileDescriptor messages{::memfd_create("messages", MFD_CLOEXEC)};
  std::unique_ptr<Running> running;
};

Coprocess::Coprocess(const Command& command) : m_state(std::make_unique<State>()) {
  if (!m_state->messages) throw system_error("make", "a file in memory");
  m_state->running =
      launch(command, resolve_program(command.argv.at(0)),
             {.in = m_state->in.read.get(), .out = m_state->out.write.get(), .err = m_state->messages.get()});
  m_state->in.read.reset();
  m_state->out.write.reset();
}

Coprocess::~Coprocess() = default;
Coprocess::Coprocess(Coprocess&&) noexcept = default;
Coprocess& Coprocess::operator=(Coprocess&&) noexcept = default;

int Coprocess::input() const {
  return m_state->in.write.get();
}

int Coprocess::output() const {
  return m_state->out.read.get();
}

int Coprocess::pid() const {
  return m_state->running->pid();
}

std::string Coprocess::messages() const {
  constexpr size_t k_most = 1U << 16;
  std::string text(k_most, '\0');
  const ssize_t got = ::pread(m_state->messages.get(), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

}  // namespace rpmworks
