// Entry of the chat page.

import "./elements/assistant";
import "./styles/assistant.css";
