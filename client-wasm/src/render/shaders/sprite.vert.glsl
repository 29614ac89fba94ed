// Places one part of an avatar. See actors.rs for what comes in.
layout(location = 0) in vec2 a_at;     // left, top in map pixels
layout(location = 1) in vec2 a_sheet;  // left, top on the avatar sheet
layout(location = 2) in vec4 a_tint;

uniform vec4 u_clip;
uniform vec2 u_shift;
uniform float u_scale;

const float FRAME = 32.0;

out vec2 v_texel;
flat out vec2 v_sheet;
flat out vec4 v_tint;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 at = floor(a_at * u_scale + u_shift + 0.5) + floor(FRAME * corner * u_scale + 0.5);
    v_texel = corner * FRAME;
    v_sheet = a_sheet;
    v_tint = a_tint;
    gl_Position = vec4(at * u_clip.xy + u_clip.zw, 0.0, 1.0);
}
