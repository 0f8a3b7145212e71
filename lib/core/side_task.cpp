// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/side_task.hpp"

#include <utility>

#include "core/threads.hpp"

namespace rpmworks {

SideTask::SideTask(std::function<void()> work)
    : m_error(std::make_unique<std::exception_ptr>()),
      m_thread(beside([work = std::move(work), error = m_error.get()] {
        try {
          work();
        } catch (...) {
          *error = std::current_exception();
        }
      })) {}

void SideTask::finish() {
  if (m_thread.joinable()) m_thread.join();
  if (*m_error) std::rethrow_exception(*m_error);
}

}  // namespace rpmworks
