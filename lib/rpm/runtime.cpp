// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/runtime.hpp"

#include <rpm/rpmcrypto.h>
#include <rpm/rpmlog.h>

#include <mutex>

#include "core/text.hpp"

namespace rpmworks::rpm {

namespace {

thread_local MessageCapture* t_capture = nullptr;

// librpm calls this on the thread that caused the message, one thread at a time.
int on_message(rpmlogRec record, rpmlogCallbackData) {
  const char* text = rpmlogRecMessage(record);
  if (t_capture && text) t_capture->take(std::string(trim(text)));
  return 0;  // neither print nor exit
}

}  // namespace

void start_runtime() {
  static std::once_flag once;
  std::call_once(once, [] {
    rpmInitCrypto();
    rpmlogSetMask(RPMLOG_UPTO(RPMLOG_WARNING));
    rpmlogSetCallback(on_message, nullptr);
  });
}

MessageCapture::MessageCapture() : m_outer(t_capture) {
  t_capture = this;
}

MessageCapture::~MessageCapture() {
  t_capture = m_outer;
}

}  // namespace rpmworks::rpm
