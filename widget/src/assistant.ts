// Entry of the chat page.

import "./elements/assistant";
import "./styles/assistant.css";
import "./styles/code.css";
import "./styles/fields.css";
