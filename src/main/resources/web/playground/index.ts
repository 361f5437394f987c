import './playground.css';
import { applyTheme } from '../pages/shared/theme';
import './parts/playground-page';

applyTheme();
