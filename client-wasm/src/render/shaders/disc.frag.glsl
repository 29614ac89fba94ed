// Colours a disc.
in vec2 v_arm;
flat in vec4 v_color;
flat in float v_outline;
flat in float v_radius;

const float INSIDE = 0.22;  // of the outline's alpha

out vec4 colour;

void main() {
    float arm = length(v_arm);
    float alpha;
    if (v_outline == 0.0) {
        alpha = 1.0 - smoothstep(0.35, 1.0, arm);
    } else {
        float inwards = (1.0 - arm) * v_radius;
        float disc = clamp(inwards + 0.5, 0.0, 1.0);
        float outline = 1.0 - clamp(inwards - v_outline + 0.5, 0.0, 1.0);
        alpha = disc * mix(INSIDE, 1.0, outline);
    }
    alpha *= v_color.a;
    colour = vec4(v_color.rgb * alpha, alpha);
}
